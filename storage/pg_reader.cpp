// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"

#include "storage/reader_statements.hpp"
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

verify_report pg_reader::verify(const memory_figures& memory) {
  if (!snapshot_)
    throw error(error_kind::conflict,
                "cannot verify: no snapshot of the database was opened");
  // Its transaction ends with the connection, whatever happens here.
  auto at = std::exchange(snapshot_, std::nullopt);
  return verify_rules(*at, memory);
}

} // namespace orderd::storage
