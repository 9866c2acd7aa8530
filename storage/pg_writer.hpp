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
  std::vector<std::string> channels; ///< of notifications, at least one
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
  void record_deliveries(std::span<const delivered_batch> delivered,
                         domain::utc_time at) override;
  void record_dead(std::span<const dead_letter> dead,
                   domain::utc_time at) override;
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
