// SPDX-License-Identifier: Apache-2.0
#include "storage/import_row.hpp"

#include "storage/error.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace orderd::storage {
namespace {

import_state read_state(std::string_view text) {
  if (const auto state = domain::parse_import_state(text))
    return *state;
  throw error(error_kind::internal,
              "an import has the unknown state " + std::string(text));
}

import_kind read_kind(std::string_view text) {
  if (const auto kind = domain::parse_import_kind(text))
    return *kind;
  throw error(error_kind::internal,
              "an import is of the unknown kind " + std::string(text));
}

} // namespace

import_record read_import_row(const result& rows, int row) {
  import_record record;
  record.id = {rows.int64(row, 0)};
  record.kind = read_kind(rows.text(row, 1));
  record.source = rows.text(row, 2);
  record.file = rows.text(row, 3);
  record.content_sha256 = rows.bytes(row, 4);
  record.size = rows.int64(row, 5);
  record.state = read_state(rows.text(row, 6));
  record.position = {rows.int64(row, 7), rows.int64(row, 8)};
  record.rows = rows.int64(row, 9);
  record.accepted = rows.int64(row, 10);
  record.duplicates = rows.int64(row, 11);
  record.rejected = rows.int64(row, 12);
  record.skipped = rows.int64(row, 13);
  record.cancel_requested = rows.boolean(row, 14);
  record.unknown_columns =
      nlohmann::json::parse(rows.text(row, 15)).get<std::vector<std::string>>();
  record.archived_as = rows.text(row, 16);
  record.error_message = rows.text(row, 17);
  record.started_at = rows.optional_time(row, 18);
  record.finished_at = rows.optional_time(row, 19);
  record.notify = rows.boolean(row, 20);
  return record;
}

} // namespace orderd::storage
