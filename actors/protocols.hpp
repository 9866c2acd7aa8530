// SPDX-License-Identifier: Apache-2.0
// Long because one file is the map of who may send what to whom.
#pragma once

#include "actors/message_types.hpp"

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

/// Who may send what to whom. The messages themselves, a sentence each, stand
/// in messages.hpp.
namespace orderd::actors {

using caf::reacts_to;
using caf::replies_to;

/// Told after each commit, in the order of the commits of a connection.
using commit_listener_actor = caf::typed_actor<reacts_to<committed>>;

/// The only way to PostgreSQL: groups what waits, lets interactive work pass
/// bulk work, bounds what is in flight, and hands it to connection workers.
/// Errors are `errc` values with a text.
using storage_actor = caf::typed_actor<
    // Writes; no timeout: the answer comes when the outcome is known.
    replies_to<accept_orders>::with<orders_accepted>,
    replies_to<finalize_orders>::with<orders_finalized>,
    replies_to<record_deliveries>::with<recorded>,
    replies_to<resend_notification>::with<recorded>,
    replies_to<revive_notifications>::with<notifications_revived>,
    replies_to<record_dead>::with<recorded>,
    replies_to<request_refunds>::with<refunds_requested>,
    replies_to<take_up_refunds>::with<refunds_taken_up>,
    replies_to<settle_refunds>::with<refunds_settled>,
    replies_to<store_refund_cancelled>::with<recorded>,
    replies_to<store_refund_reversed>::with<refunds_settled>,
    replies_to<record_dead_refunds>::with<recorded>,
    replies_to<revive_refunds>::with<refunds_taken_up>,
    replies_to<revive_orders>::with<orders_revived>,
    replies_to<rehearse_refunds>::with<refunds_rehearsed>,
    replies_to<store_paused>::with<recorded>,
    replies_to<allot_import_id>::with<import_id_allotted>,
    replies_to<register_import>::with<import_row>,
    replies_to<start_import>::with<import_row>,
    replies_to<skip_rows>::with<recorded>,
    replies_to<request_cancel>::with<import_row>,
    replies_to<end_import>::with<import_row>,
    replies_to<apply_products>::with<products_applied>,
    replies_to<change_stock>::with<stock_changed>,
    // Reads.
    replies_to<find_order>::with<order_found>,
    replies_to<list_orders>::with<orders_listed>,
    replies_to<find_product>::with<product_found>,
    replies_to<list_products>::with<products_listed>,
    replies_to<find_customer>::with<customer_found>,
    replies_to<list_customers>::with<customers_listed>,
    replies_to<customers_by_id>::with<customers_listed>,
    replies_to<find_refund>::with<refund_found>,
    replies_to<list_refunds>::with<refunds_listed>,
    replies_to<list_dead_letters>::with<dead_letters_listed>,
    replies_to<load_refund_counts>::with<refund_counts_loaded>,
    replies_to<list_notifications>::with<notifications_listed>,
    replies_to<find_notification>::with<notification_found>,
    replies_to<find_import>::with<import_found>,
    replies_to<list_imports>::with<imports_listed>,
    replies_to<list_rejects>::with<rejects_listed>,
    replies_to<load_figures>::with<figures_loaded>,
    replies_to<load_open_orders>::with<open_orders_loaded>,
    replies_to<load_dead_orders>::with<dead_orders_loaded>,
    replies_to<load_pending_deliveries>::with<pending_deliveries_loaded>,
    replies_to<load_outgoing>::with<outgoing_loaded>,
    replies_to<load_due_retries>::with<due_retries_loaded>,
    replies_to<load_test_notice>::with<test_notice_loaded>,
    replies_to<count_deliveries>::with<deliveries_counted>,
    replies_to<load_paused>::with<paused_loaded>,
    replies_to<verify_rules>::with<rules_verified>,
    // Reads, and then perhaps a write.
    replies_to<recompute_figures>::with<figures_recomputed>,
    // Itself.
    reacts_to<subscribe_commits>, reacts_to<connection_health>,
    replies_to<get_status>::with<storage_status>,
    replies_to<drain>::with<drained>>;

/// One connection's thread: runs the jobs that the storage actor gives it,
/// one at a time.
using worker_actor = caf::typed_actor<replies_to<run_job>::with<job_done>>;

/// In-memory KPIs and leaderboard, fed with what was committed.
using analytics_actor = commit_listener_actor::extend<
    replies_to<get_kpis>::with<kpis_shown>,
    replies_to<get_leaderboard>::with<leaderboard_shown>,
    replies_to<get_memory_figures>::with<memory_figures_shown>,
    replies_to<get_totals>::with<totals_shown>>;

/// Gets the gateway's answers, in groups of any size and order.
using payment_sink_actor = caf::typed_actor<reacts_to<payment_answers>>;

/// A payment gateway: charges and refunds by key. The same key asked twice
/// moves money once. Answers go to the sink of the request.
using gateway_actor = caf::typed_actor<reacts_to<request_payments>>;

/// Takes batches and single orders through accept -> pay -> finalize.
using processor_actor = payment_sink_actor::extend<
    replies_to<submit_batch>::with<orders_accepted>,
    replies_to<create_order>::with<order_created>,
    replies_to<await_import>::with<import_settled>,
    replies_to<get_status>::with<processor_status>,
    replies_to<drain>::with<drained>, replies_to<recover>::with<recovered>,
    replies_to<retry_dead_orders>::with<dead_retried>,
    replies_to<pause_stage>::with<recorded>, reacts_to<retry_payments>,
    reacts_to<payments_overdue>>;

/// Takes refunds through record -> ask the gateway -> settle.
using refund_actor = payment_sink_actor::extend<
    replies_to<submit_refunds>::with<refunds_requested>,
    replies_to<create_refund>::with<refund_created>,
    replies_to<cancel_refund>::with<recorded>,
    replies_to<reverse_refund>::with<recorded>,
    replies_to<retry_dead_refunds>::with<dead_retried>,
    replies_to<pause_stage>::with<recorded>,
    replies_to<await_import>::with<import_settled>,
    replies_to<get_status>::with<refunds_status>,
    replies_to<drain>::with<drained>, replies_to<recover>::with<recovered>,
    reacts_to<retry_payments>, reacts_to<payments_overdue>>;

/// Watches the folders, claims files, streams them in batches, hands out
/// rejects and reports.
using importer_actor =
    caf::typed_actor<reacts_to<folder_changed>, reacts_to<rescan>,
                     reacts_to<scan_now>, reacts_to<importer_step>,
                     reacts_to<resume_import>,
                     replies_to<import_descriptor>::with<import_row>,
                     replies_to<cancel_import>::with<import_row>,
                     replies_to<pause_stage>::with<recorded>,
                     replies_to<get_status>::with<importer_status>,
                     replies_to<drain>::with<drained>>;

/// Drains the outbox to the channels.
using notifier_actor = commit_listener_actor::extend<
    reacts_to<deliver_pending>, reacts_to<deliver_due>,
    replies_to<pause_stage>::with<recorded>,
    replies_to<send_test>::with<test_sent>, reacts_to<resume_channel>,
    reacts_to<retry_storage>, reacts_to<record_progress>,
    replies_to<get_status>::with<notifier_status>,
    replies_to<drain>::with<drained>>;

/// One connection of a channel, on a thread of its own: hands over one group
/// at a time.
using channel_actor =
    caf::typed_actor<replies_to<deliver_messages>::with<messages_delivered>>;

/// JSON-RPC 2.0, a line a message, from the control socket.
using control_actor =
    caf::typed_actor<reacts_to<control_request>, reacts_to<control_closed>,
                     reacts_to<use_notifier>, replies_to<drain>::with<drained>>;

/// Compares the archived files with their recorded hashes, once.
using archive_checker_actor =
    caf::typed_actor<replies_to<check_files>::with<rules_verified>>;

/// Spawns, monitors and stops the others in order.
using supervisor_actor =
    caf::typed_actor<reacts_to<shut_down>, reacts_to<drain_overdue>,
                     reacts_to<next_stage>,
                     replies_to<get_status>::with<daemon_status>>;

} // namespace orderd::actors
