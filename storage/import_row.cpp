// SPDX-License-Identifier: Apache-2.0
#include "storage/import_row.hpp"

#include "storage/error.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace orderd::storage {
namespace {

constexpr std::array<std::pair<import_state, std::string_view>, 7> state_names{{
  {import_state::waiting, "waiting"},
  {import_state::running, "running"},
  {import_state::done, "done"},
  {import_state::duplicate, "duplicate"},
  {import_state::quarantined, "quarantined"},
  {import_state::failed, "failed"},
  {import_state::cancelled, "cancelled"},
}};

import_state parse_state(std::string_view text) {
  for (const auto& [state, name] : state_names)
    if (name == text)
      return state;
  throw error(error_kind::internal,
              "an import has the unknown state " + std::string(text));
}

} // namespace

std::string_view to_string(import_kind kind) {
  return kind == import_kind::orders ? "orders" : "products";
}

std::string_view to_string(import_state state) {
  for (const auto& [known, name] : state_names)
    if (known == state)
      return name;
  return "unknown";
}

import_record read_import_row(const result& rows, int row) {
  import_record record;
  record.id = {rows.int64(row, 0)};
  record.kind = rows.text(row, 1) == "orders" ? import_kind::orders
                                              : import_kind::products;
  record.source = rows.text(row, 2);
  record.file = rows.text(row, 3);
  record.content_sha256 = rows.bytes(row, 4);
  record.size = rows.int64(row, 5);
  record.state = parse_state(rows.text(row, 6));
  record.position = {rows.int64(row, 7), rows.int64(row, 8)};
  record.rows = rows.int64(row, 9);
  record.accepted = rows.int64(row, 10);
  record.duplicates = rows.int64(row, 11);
  record.rejected = rows.int64(row, 12);
  record.skipped = rows.int64(row, 13);
  record.cancel_requested = rows.boolean(row, 14);
  record.unknown_columns = nlohmann::json::parse(rows.text(row, 15))
                             .get<std::vector<std::string>>();
  record.archived_as = rows.text(row, 16);
  record.error_message = rows.text(row, 17);
  record.started_at = rows.optional_time(row, 18);
  record.finished_at = rows.optional_time(row, 19);
  return record;
}

} // namespace orderd::storage
