// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/id_allocator.hpp"
#include "storage/lane_session.hpp"
#include "storage/write_context.hpp"
#include "storage/writer.hpp"

#include <memory>
#include <string>
#include <vector>

namespace orderd::storage {

/// What all writers of an installation have in common.
struct writer_settings {
  domain::notify_policy policy; ///< which notifications there are
  std::string currency;
};

/// A writer over one connection to PostgreSQL.
class pg_writer : public writer {
public:
  /// The allocator is shared by the installation's writers. Connects when it
  /// is first used.
  pg_writer(connect_options options, lane_place place, session_hooks hooks,
            stop_flag stop, std::shared_ptr<id_allocator> ids,
            writer_settings settings);

  /// See lane_session::adopt; for the writer of connection 0.
  void adopt(connection claimed) {
    session_.adopt(std::move(claimed));
  }

  accept_result accept(const accept_request& request) override;
  finalize_result finalize(const finalize_request& request) override;
  void record_deliveries(const delivery_records& records,
                         domain::utc_time at) override;
  void resend_notification(domain::notification_id id,
                           domain::utc_time now) override;
  std::int64_t
  revive_notifications(std::span<const domain::notification_id> ids,
                       const dead_letter_filter& filter,
                       domain::utc_time now) override;
  void record_dead(std::span<const dead_letter> dead,
                   domain::utc_time at) override;
  refunds_result request_refunds(const refunds_request& request) override;
  std::vector<open_refund> take_up_refunds(domain::refund_id after, int limit,
                                           bool claim) override;
  settlement_result
  settle_refunds(const refunds_settlement& settlement) override;
  void cancel_refund(domain::refund_id id, domain::utc_time now) override;
  settlement_result reverse_refund(const refund_reversal& reversal) override;
  void record_dead_refunds(std::span<const dead_refund> dead,
                           domain::utc_time at) override;
  std::vector<open_refund>
  revive_refunds(std::span<const domain::refund_id> ids) override;
  std::vector<dead_letter>
  revive_orders(std::span<const domain::order_id> ids) override;
  rehearsal_report rehearse_refunds(const rehearsal_request& request) override;
  commit_facts mend_figures(const figures_fix& fix) override;
  void set_paused(const std::string& stage, bool paused) override;
  domain::import_id next_import_id() override;
  import_record register_import(const new_import& import,
                                domain::utc_time now) override;
  import_record start_import(domain::import_id id,
                             const std::vector<std::string>& unknown_columns,
                             domain::utc_time now) override;
  void skip_rows(const import_slice& slice, std::int64_t rows) override;
  import_record request_cancel(domain::import_id id) override;
  import_record end_import(const import_ending& ending,
                           domain::utc_time now) override;
  products_result apply_products(const products_request& request) override;
  stock_level change_stock(const stock_change& change,
                           domain::utc_time now) override;

private:
  lane_session session_;
  std::shared_ptr<id_allocator> ids_;
  writer_settings settings_;
  write_context context_;
};

} // namespace orderd::storage
