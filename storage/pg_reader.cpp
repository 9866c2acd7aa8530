// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"

#include "storage/figures_check.hpp"
#include "storage/verify.hpp"

#include <utility>

namespace orderd::storage {

pg_reader::pg_reader(connect_options options) : session_(std::move(options)) {}

void pg_reader::begin_verify() {
  snapshot_.reset();
  auto options = session_.options();
  options.statement_timeout = std::chrono::milliseconds{0};
  auto opened = open_for_reading(options);
  begin_snapshot(opened);
  snapshot_.emplace(std::move(opened));
}

connection pg_reader::take_snapshot(const char* purpose) {
  if (!snapshot_)
    throw error(error_kind::conflict,
                std::string("cannot ") + purpose +
                    ": no snapshot of the database was opened");
  auto taken = std::move(*snapshot_);
  snapshot_.reset();
  return taken;
}

verify_report pg_reader::verify(const memory_figures& memory) {
  // Its transaction ends with the connection, whatever happens here.
  auto at = take_snapshot("verify");
  return verify_rules(at, memory);
}

figures_report pg_reader::check_figures(const memory_figures& memory,
                                        const figures_scope& scope) {
  auto at = take_snapshot("recompute the figures");
  return compare_figures(at, memory, scope).report;
}

} // namespace orderd::storage
