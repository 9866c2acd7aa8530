// SPDX-License-Identifier: Apache-2.0
// Long because one file is the map of all messages.
#pragma once

#include "actors/hot_folder.hpp"
#include "domain/kpi.hpp"
#include "domain/leaderboard.hpp"
#include "domain/outgoing.hpp"
#include "domain/records.hpp"
#include "domain/refund_records.hpp"
#include "domain/views.hpp"

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Every message that an actor may send. What is large travels behind a
/// shared pointer to const, so that no hop copies it.
namespace orderd::actors {

template <class T>
using shared = std::shared_ptr<const T>;

// -- every long-lived actor ---------------------------------------------------

/// Asks for an actor's status; each answers with its own document.
struct get_status {};
/// Take nothing new, finish what is in flight, then answer `drained`.
struct drain {};
struct drained {};

// -- storage: writes ----------------------------------------------------------

/// Accept and reserve. A request without slice is interactive: it passes bulk
/// work and may share a transaction with others like it.
struct accept_orders {
  shared<domain::accept_request> request;
};
struct orders_accepted {
  shared<domain::accept_result> result;
};
/// Finalize what the gateway answered.
struct finalize_orders {
  shared<domain::finalize_request> request;
  bool interactive = false;
};
struct orders_finalized {
  shared<domain::finalize_result> result;
};
/// What became of notifications.
struct record_deliveries {
  shared<domain::delivery_records> records;
  domain::utc_time at;
};
/// A person wants a notification once more.
struct resend_notification {
  domain::notification_id id;
  domain::utc_time now;
};
/// Take dead letters of notifications away; all that match if there are no
/// ids.
struct revive_notifications {
  std::vector<domain::notification_id> ids;
  domain::dead_letter_filter filter;
  domain::utc_time now;
};
struct notifications_revived {
  std::int64_t count = 0;
};
/// No clear answer came for these orders.
struct record_dead {
  shared<std::vector<domain::dead_letter>> dead;
  domain::utc_time at;
};
/// Record refunds. A request without slice is interactive.
struct request_refunds {
  shared<domain::refunds_request> request;
};
struct refunds_requested {
  shared<domain::refunds_result> result;
};
/// The next page of refunds that the gateway is to be asked for; `claim` takes
/// pending ones, too.
struct take_up_refunds {
  domain::refund_id after;
  int limit = 1000;
  bool claim = true;
};
struct refunds_taken_up {
  shared<std::vector<domain::open_refund>> refunds;
};
/// Settle what the gateway answered about refunds.
struct settle_refunds {
  shared<domain::refunds_settlement> settlement;
  bool interactive = false;
};
struct refunds_settled {
  shared<domain::settlement_result> result;
};
struct store_refund_cancelled {
  domain::refund_id id;
  domain::utc_time now;
};
struct store_refund_reversed {
  domain::refund_reversal reversal;
};
/// No clear answer came for these refunds.
struct record_dead_refunds {
  shared<std::vector<domain::dead_refund>> dead;
  domain::utc_time at;
};
/// Take dead letters away; all of the stage if there are no ids.
struct revive_refunds {
  std::vector<domain::refund_id> ids;
};
struct revive_orders {
  std::vector<domain::order_id> ids;
};
struct orders_revived {
  shared<std::vector<domain::dead_letter>> dead;
};
/// Try refunds out on a scratch copy.
struct rehearse_refunds {
  domain::rehearsal_request request;
};
struct refunds_rehearsed {
  shared<domain::rehearsal_report> report;
};
/// The stages, as `queue` and the database name them. One channel alone is
/// the stage `notifications.CHANNEL`.
inline constexpr std::string_view imports_stage = "imports";
inline constexpr std::string_view orders_stage = "orders";
inline constexpr std::string_view refunds_stage = "refunds";
inline constexpr std::string_view notifications_stage = "notifications";
/// Remember whether a stage waits for `queue resume`.
struct store_paused {
  std::string stage;
  bool paused = false;
};
/// What was asked for is durable.
struct recorded {};
struct allot_import_id {};
struct import_id_allotted {
  domain::import_id id;
};
struct register_import {
  domain::new_import import;
  domain::utc_time now;
};
struct start_import {
  domain::import_id id;
  std::vector<std::string> unknown_columns;
  domain::utc_time now;
};
struct skip_rows {
  domain::import_slice slice;
  std::int64_t rows = 0;
};
struct request_cancel {
  domain::import_id id;
};
struct end_import {
  domain::import_ending ending;
  domain::utc_time now;
};
struct import_row {
  shared<domain::import_record> record;
};
struct apply_products {
  shared<domain::products_request> request;
};
struct products_applied {
  domain::products_result result;
};
struct change_stock {
  domain::stock_change change;
  domain::utc_time now;
};
struct stock_changed {
  domain::stock_level level;
};

// -- storage: reads; a null pointer means "no such thing" --------------------

/// By id, or by source and reference if the id is 0.
struct find_order {
  domain::order_id id;
  std::string source;
  std::string order_ref;
  bool history = false; ///< with its notifications
};
struct order_found {
  shared<domain::order_view> order;
};
struct list_orders {
  domain::order_filter filter;
};
struct orders_listed {
  shared<domain::order_page> page;
};
struct find_product {
  std::string sku;
};
struct product_found {
  shared<domain::product_view> product;
};
struct list_products {
  std::string after;
  int limit = 100;
};
struct products_listed {
  shared<std::vector<domain::product_view>> products;
};
/// By id, or by e-mail if the id is 0.
struct find_customer {
  domain::customer_id id;
  std::string email;
};
struct customer_found {
  shared<domain::customer_view> customer;
};
struct list_customers {
  domain::customer_id after;
  int limit = 100;
};
struct customers_by_id {
  std::vector<domain::customer_id> ids;
};
struct customers_listed {
  shared<std::vector<domain::customer_view>> customers;
};
struct find_refund {
  domain::refund_id id;
};
struct refund_found {
  shared<domain::refund_view> refund;
};
/// The newest of an order (oldest first), or of all if the order is 0.
struct list_refunds {
  domain::order_id order;
  int limit = 10;
};
struct refunds_listed {
  shared<std::vector<domain::refund_view>> refunds;
};
struct list_dead_letters {
  domain::dead_letter_filter filter;
  bool count = false; ///< all that match, too
};
struct dead_letters_listed {
  shared<std::vector<domain::dead_letter_view>> dead;
  std::int64_t total = 0; ///< if it was asked for
};
/// The stages that wait for `queue resume`.
struct load_paused {};
struct paused_loaded {
  std::vector<std::string> stages;
};
/// What the refund actor must know at a start.
struct load_refund_counts {};
struct refund_counts_loaded {
  domain::refund_counts counts;
  bool paused = false;
};
struct list_notifications {
  domain::order_id order;
};
struct notifications_listed {
  shared<std::vector<domain::notification_view>> notifications;
};
struct find_notification {
  domain::notification_id id;
};
struct notification_found {
  shared<domain::notification_view> notification;
};
struct find_import {
  domain::import_id id;
};
struct import_found {
  shared<domain::import_record> record;
};
/// The newest, or all that have not ended (oldest first).
struct list_imports {
  bool unfinished = false;
  int limit = 20;
};
struct imports_listed {
  shared<std::vector<domain::import_record>> imports;
};
struct list_rejects {
  domain::import_id id;
  std::int64_t after_line = 0;
  int limit = 100;
};
struct rejects_listed {
  shared<std::vector<domain::reject>> rejects;
};
/// Day figures and leaderboard as they stand in the database.
struct load_figures {};
struct figures_loaded {
  shared<domain::kpi_table> kpis;
  std::shared_ptr<domain::leaderboard> board; ///< the receiver's from now on
};
struct load_open_orders {
  domain::order_id after;
  int limit = 1000;
};
struct open_orders_loaded {
  shared<std::vector<domain::open_order>> orders;
};
struct load_dead_orders {};
struct dead_orders_loaded {
  shared<std::vector<domain::dead_letter>> dead;
};
struct load_pending_deliveries {
  std::string channel;
  domain::batch_id after;
  int limit = 256;
  std::int64_t most_notices = 8'000;
};
struct pending_deliveries_loaded {
  shared<std::vector<domain::notice_batch>> batches;
  bool more = false; ///< others wait after them
};
/// The notices with all that they say, looked at now.
struct load_outgoing {
  shared<std::vector<domain::notice>> notices;
  std::string channel;
};
struct outgoing_loaded {
  shared<std::vector<domain::outgoing>> messages;
};
struct load_due_retries {
  std::string channel;
  domain::utc_time now;
  int limit = 100;
};
struct due_retries_loaded {
  shared<domain::due_retries> retries;
};
struct load_test_notice {
  domain::order_id order;
  domain::notification_type type = domain::notification_type::success;
  std::string channel;
  domain::utc_time now;
};
struct test_notice_loaded {
  shared<domain::outgoing> message; ///< null: no such order
};
struct count_deliveries {};
struct deliveries_counted {
  std::vector<domain::delivery_counts> channels;
};
/// A copy of analytics' figures, exactly at this place in the stream of
/// commits.
struct get_memory_figures {
  bool totals = false; ///< with each customer's
};
struct memory_figures_shown {
  shared<domain::memory_figures> figures;
};
/// Checks the rules of DESIGN 5 at one commit sequence; `figures` is who
/// knows what stands in memory.
struct verify_rules {
  caf::typed_actor<
      caf::replies_to<get_memory_figures>::with<memory_figures_shown>>
      figures;
};
struct rules_verified {
  shared<domain::verify_report> report;
};
/// Recomputes figures from orders and refunds at one commit sequence and
/// compares them with day rows, customers and memory; mends what differs if
/// `mend`. One runs at a time.
struct recompute_figures {
  caf::typed_actor<
      caf::replies_to<get_memory_figures>::with<memory_figures_shown>>
      figures;
  domain::figures_scope scope;
  bool mend = true;
};
struct figures_recomputed {
  shared<domain::figures_report> report;
};
/// Compares archived files with the recorded hashes, and adds to the report.
struct check_files {
  shared<domain::verify_report> report;
  shared<std::vector<domain::import_record>> imports;
};

// -- storage: itself ----------------------------------------------------------

/// What a transaction changed; sent after its commit.
struct committed {
  shared<domain::commit_facts> facts;
};
/// Tell this actor about every commit from now on, until it ends.
struct subscribe_commits {
  caf::typed_actor<caf::reacts_to<committed>> listener;
};
/// A worker's connection was lost (with the reason) or is back.
struct connection_health {
  int connection = 0;
  bool connected = false;
  std::string reason;
};
struct storage_status {
  bool connected = false;
  std::string conninfo;
  std::string reason;       ///< why not connected
  std::int64_t waiting = 0; ///< jobs, running ones included
};
class job;
/// Work for one connection. The worker alone touches the job until it is done.
struct run_job {
  std::shared_ptr<job> work;
};
struct job_done {
  std::shared_ptr<job> work;
};

// -- analytics ----------------------------------------------------------------

/// Days from `from` to `to`, both included; all sources if `source` is empty.
struct get_kpis {
  domain::business_day from;
  domain::business_day to;
  std::string source;
};
/// Summed over sources, a row a day that has data.
struct kpi_row {
  domain::business_day day;
  domain::kpi_figures figures;
};
struct kpis_shown {
  shared<std::vector<kpi_row>> rows;
};
struct get_leaderboard {
  int limit = 10;
  domain::customer_id customer; ///< whose place is wanted, too; 0 for nobody's
};
/// One customer's own place; rank 0 for one who never paid an order.
struct leaderboard_place {
  std::int64_t rank = 0;
  domain::customer_totals totals;
};
struct leaderboard_shown {
  shared<std::vector<domain::customer_totals>> entries;
  leaderboard_place own; ///< if a customer was asked for
};
/// Sums over all days, for status.
struct get_totals {};
struct totals_shown {
  domain::kpi_figures totals;
};

// -- payments -----------------------------------------------------------------

/// One charge, or one refund of an earlier charge.
struct payment_request {
  enum class operation { charge, refund };

  operation what = operation::charge;
  std::string key;        ///< the idempotency key
  std::string charge_key; ///< for refunds: the key of the charge
  /// The order, or for refunds the refund; given back with the answer.
  std::int64_t subject = 0;
  domain::money amount;
  int attempt = 1; ///< how often this key was asked, this included
};
enum class payment_verdict { approved, declined, unclear };
struct payment_answer_line {
  std::int64_t subject = 0;
  std::string key;
  payment_verdict verdict = payment_verdict::unclear;
  std::string transaction_id; ///< for approved
  std::string reason;         ///< for declined and unclear
};
struct payment_answers {
  shared<std::vector<payment_answer_line>> answers;
};
/// The answers go to `sink`, in groups of any size and order.
struct request_payments {
  shared<std::vector<payment_request>> requests;
  caf::typed_actor<caf::reacts_to<payment_answers>> sink;
};

// -- order processor ----------------------------------------------------------

/// Orders of a file; answered once they are durably accepted. The sender has
/// at most `import.max_in_flight_batches` of them unanswered.
struct submit_batch {
  shared<domain::accept_request> request;
};
/// One order; answered when it is terminal, or when accepted if not `wait`.
struct create_order {
  std::string source;
  domain::order_input order;
  bool wait = true;
};
struct order_created {
  domain::order_id order;
  bool duplicate = false; ///< it was accepted earlier
};
/// Answered once no order of the import waits for a clear answer.
struct await_import {
  domain::import_id id;
};
struct import_settled {};
/// Pay what is durably accepted and was not answered before a restart;
/// answered once all of it is in flight again.
struct recover {};
struct recovered {
  std::int64_t orders = 0;
};
/// A backoff ended.
struct retry_payments {
  std::int64_t round = 0;
};
/// The gateway did not answer in time.
struct payments_overdue {
  std::int64_t round = 0;
};
/// Charge dead orders again, all of them if there are no ids.
struct retry_dead_orders {
  std::vector<domain::order_id> ids;
};
/// How many are asked for again.
struct dead_retried {
  std::int64_t count = 0;
};
struct processor_status {
  std::int64_t in_flight = 0; ///< orders, dead ones left out
  std::int64_t waiting = 0;   ///< not yet accepted, or not yet charged again
  std::int64_t dead = 0;
  bool paused = false;
};

// -- refunds ------------------------------------------------------------------

/// Refunds of a file; answered once they are durably recorded.
struct submit_refunds {
  shared<domain::refunds_request> request;
};
/// One refund; answered when it is settled or waits for a person, or when
/// recorded if not `wait`. A refusal is an error with the reason.
struct create_refund {
  domain::refund_input refund;
  bool wait = false;
};
struct refund_created {
  domain::refund_id refund;
  bool duplicate = false; ///< it was asked for earlier, under the same key
};
/// Cancel a refund that the gateway was never asked for.
struct cancel_refund {
  domain::refund_id id;
};
/// The gateway took a completed refund back.
struct reverse_refund {
  domain::refund_id id;
  std::string reason;
};
/// Ask for dead refunds again, all of them if there are no ids.
struct retry_dead_refunds {
  std::vector<domain::refund_id> ids;
};
struct refunds_status {
  std::int64_t in_flight = 0; ///< asked for, dead ones left out
  std::int64_t waiting = 0;   ///< not recorded yet, pending, or held
  std::int64_t dead = 0;
  bool paused = false;
};

// -- importer -----------------------------------------------------------------

/// Something happened to a file below `incoming/`; `renamed` if it was moved
/// in whole.
struct folder_changed {
  incoming_file file;
  bool renamed = false;
};
/// Look through the folders.
struct rescan {};
/// The same, once: something may have been missed.
struct scan_now {};
/// The importer's message to itself: go on with the file at hand.
struct importer_step {};
/// A pause after a failed file operation is over.
struct resume_import {
  domain::import_id id;
};
/// A file that a client opened. The descriptor is closed with the last copy.
struct import_descriptor {
  std::shared_ptr<int> descriptor;
  incoming_file as;
};
struct cancel_import {
  domain::import_id id;
};
struct importer_status {
  std::int64_t running = 0;
  std::int64_t waiting = 0;
  bool paused = false;
  std::string trouble; ///< what keeps files from being archived; else empty
};

// -- notifier -----------------------------------------------------------------

/// Look for batches in the database that were not handed over.
struct deliver_pending {};
/// Look for retries that are due: a person asked for some.
struct deliver_due {};
/// Pause or resume a stage; refused where an actor does not know the stage.
struct pause_stage {
  bool paused = true;
  std::string channel = {}; ///< notifications alone: empty for all of them
};
/// Hand over a made-up notification at once, and say how that went. It is not
/// recorded.
struct send_test {
  domain::order_id order;
  domain::notification_type type = domain::notification_type::success;
  std::string channel;
  std::string to = {}; ///< instead of the customer; e-mail alone
};
struct test_sent {
  std::string to; ///< who was told: an address, a URL, or the log
};
/// How one channel is.
struct channel_status {
  std::string channel;
  std::int64_t waiting = 0;   ///< not decided, as far as known
  std::int64_t in_flight = 0; ///< of them: a worker has them
  std::int64_t retrying = 0;  ///< to be tried again
  std::int64_t dead = 0;
  bool paused = false;
  std::string trouble; ///< why it does not work at present; else empty
};
/// `waiting` is what all channels have, without dead ones; while the database
/// cannot be asked it may count as fewer than they are.
struct notifier_status {
  std::int64_t waiting = 0;
  std::string trouble;
  bool paused = false; ///< all channels
  std::vector<channel_status> channels;
};
/// Those of the notifier that control talks to.
using notifier_desk =
    caf::typed_actor<caf::replies_to<get_status>::with<notifier_status>,
                     caf::replies_to<pause_stage>::with<recorded>,
                     caf::replies_to<send_test>::with<test_sent>,
                     caf::reacts_to<deliver_due>>;
/// The notifier was started again; whoever talks to it talks to this one from
/// now on.
struct use_notifier {
  notifier_desk notifier;
};
/// Hand these over to the channel; answered with what became of each, in the
/// same order.
struct deliver_messages {
  shared<std::vector<domain::outgoing>> messages;
};
struct messages_delivered {
  shared<std::vector<domain::handed>> results;
};
/// The notifier's messages to itself: a pause of a channel ended, retries are
/// due, the database may be asked again, progress is to be recorded.
struct resume_channel {
  std::size_t channel = 0;
  std::int64_t round = 0; ///< an older one means nothing any more
};
struct retry_storage {};
struct record_progress {};

// -- control and supervisor ---------------------------------------------------

/// One line from a client, perhaps with a descriptor.
struct control_request {
  std::int64_t client = 0;
  std::string line;
  std::shared_ptr<int> descriptor;
};
struct control_closed {
  std::int64_t client = 0;
};
/// Stop in order; a second one is the event loop's business.
struct shut_down {
  std::string reason;
};
/// The supervisor's messages to itself.
struct drain_overdue {
  int stage = 0;
};
struct next_stage {
  int stage = 0;
};
struct daemon_status {
  std::string state; ///< starting, ready, degraded, draining, standby
};

} // namespace orderd::actors
