// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/values.hpp"

#include <span>
#include <vector>

namespace orderd::storage {

/// Everything that changes the database, one transaction a call. A call
/// blocks until its outcome is known: it reconnects, runs a transaction that
/// met a conflict again, and finds out what became of a lost COMMIT. It
/// throws `error`: `unavailable` only once the writer was told to stop,
/// `fenced` when another daemon took the lane over, `conflict` and
/// `not_found` as each call says, `internal` for defects. One thread at a
/// time.
class writer {
public:
  virtual ~writer() = default;

  /// Accepts and reserves (DESIGN 4.1). Orders that the database itself
  /// refuses are found and become rejects `database_refused`. Throws
  /// `conflict` if the import's position is not `slice.from` any more.
  virtual accept_result accept(const accept_request& request) = 0;

  /// Finalizes or rolls back (DESIGN 4.3) those orders that are still
  /// processing; the others are left alone and not counted.
  virtual finalize_result finalize(const finalize_request& request) = 0;

  /// Records what became of notifications at `at`. Repeats change nothing. An
  /// exception replaces an earlier one of the same notification, be it in the
  /// same records; `failed` is a dead letter besides, and any other takes that
  /// away.
  virtual void record_deliveries(const delivery_records& records,
                                 domain::utc_time at) = 0;

  /// A person asks for a notification again: it is `retrying`, due at `now`,
  /// with one more resend. A dead letter goes. Throws `not_found`, or
  /// `conflict` if it was not decided yet.
  virtual void resend_notification(domain::notification_id id,
                                   domain::utc_time now) = 0;

  /// Takes dead letters of notifications away, those of `ids`, or all that
  /// match if `ids` is empty (the limit does not count then); they are
  /// `retrying`, due at `now`, and have all their attempts again. Returns how
  /// many.
  virtual std::int64_t
  revive_notifications(std::span<const domain::notification_id> ids,
                       const dead_letter_filter& filter,
                       domain::utc_time now) = 0;

  /// Records that these orders got no clear answer; repeats change nothing.
  virtual void record_dead(std::span<const dead_letter> dead,
                           domain::utc_time at) = 0;

  /// Records refunds, each decided under its order's lock by
  /// domain::plan_refund, in the order of the request. Those that the database
  /// itself refuses become refusals `database_refused`. Throws `conflict` if
  /// the import's position is not `slice.from` any more.
  virtual refunds_result request_refunds(const refunds_request& request) = 0;

  /// Up to `limit` refunds after `after`, by id, which the gateway is to be
  /// asked for: `processing` ones, without dead ones. With `claim` pending
  /// ones become `processing` first.
  virtual std::vector<open_refund> take_up_refunds(domain::refund_id after,
                                                   int limit, bool claim) = 0;

  /// Settles what the gateway answered, in one transaction with the customers'
  /// totals, the day's figures, stock and notifications. A dead letter of a
  /// settled refund goes. Refunds whose answer the database itself refuses
  /// become dead in the same transaction.
  virtual settlement_result
  settle_refunds(const refunds_settlement& settlement) = 0;

  /// Cancels a refund that the gateway was never asked for. A repeat changes
  /// nothing. Throws `not_found`, or `conflict` for any other.
  virtual void cancel_refund(domain::refund_id id, domain::utc_time now) = 0;

  /// Records that the gateway took a completed refund back: new rows, no
  /// changed amounts. A repeat changes nothing. Throws `not_found`, or
  /// `conflict` if the refund was not completed.
  virtual settlement_result reverse_refund(const refund_reversal& reversal) = 0;

  /// These got no clear answer: each becomes `pending` with a dead letter.
  /// Refunds that are not open any more are left alone.
  virtual void record_dead_refunds(std::span<const dead_refund> dead,
                                   domain::utc_time at) = 0;

  /// Takes dead letters of refunds away, all if `ids` is empty; the refunds
  /// are `processing` again.
  virtual std::vector<open_refund>
  revive_refunds(std::span<const domain::refund_id> ids) = 0;

  /// Takes dead letters of orders away, all if `ids` is empty; the orders are
  /// then among `reader::open_orders` again. Returns what was taken away.
  virtual std::vector<dead_letter>
  revive_orders(std::span<const domain::order_id> ids) = 0;

  /// Tries refunds out on a scratch copy of an order, and rolls all back.
  /// Throws `not_found`, or `conflict` if nothing was captured for it.
  virtual rehearsal_report
  rehearse_refunds(const rehearsal_request& request) = 0;

  /// Adds what a figures_report found missing to the day rows and customers.
  /// The facts hold what memory misses.
  virtual commit_facts mend_figures(const figures_fix& fix) = 0;

  /// Whether a stage waits for `queue resume`; survives restarts.
  virtual void set_paused(const std::string& stage, bool paused) = 0;

  /// A fresh import id.
  virtual domain::import_id next_import_id() = 0;

  /// Records a claimed file as `waiting`; a repeat gives the row as it is.
  virtual import_record register_import(const new_import& import,
                                        domain::utc_time now) = 0;

  /// `waiting` becomes `running`; `running` stays. The unknown columns are
  /// recorded. Returns the row. Throws `not_found`.
  virtual import_record
  start_import(domain::import_id id,
               const std::vector<std::string>& unknown_columns,
               domain::utc_time now) = 0;

  /// Counts records as skipped. Throws `conflict` if the position moved.
  virtual void skip_rows(const import_slice& slice, std::int64_t rows) = 0;

  /// Asks for an import's cancellation. Throws `not_found`, or `conflict`
  /// if it has ended.
  virtual import_record request_cancel(domain::import_id id) = 0;

  /// Ends an import; a repeat with the same state changes nothing. Returns
  /// the row.
  virtual import_record end_import(const import_ending& ending,
                                   domain::utc_time now) = 0;

  /// Creates and changes products, sets stock as differences under the
  /// rows' locks. Rows that cannot be applied become rejects. Throws
  /// `conflict` if the position moved.
  virtual products_result apply_products(const products_request& request) = 0;

  /// Throws `not_found`, or `conflict` if stock would fall below 0 or the key
  /// was used for another change.
  virtual stock_level change_stock(const stock_change& change,
                                   domain::utc_time now) = 0;
};

} // namespace orderd::storage
