// SPDX-License-Identifier: Apache-2.0
#include "storage/imports_writer.hpp"

#include "storage/import_row.hpp"

namespace orderd::storage {
namespace {

constexpr statement add_import{
    "add an import",
    "INSERT INTO imports (id, kind, source, file, content_sha256, size, state,"
    "  created_at, notify)"
    " VALUES ($1::bigint, $2::text, $3::text, $4::text, $5::bytea, $6::bigint,"
    "  'waiting', $7::timestamptz, $8::boolean) ON CONFLICT (id) DO NOTHING"};

constexpr statement find_import{"find an import",
                                "SELECT" ORDERD_IMPORT_COLUMNS
                                "FROM imports WHERE id = $1::bigint"};

constexpr statement run_import{
    "start an import",
    "UPDATE imports SET state = 'running', unknown_columns = $2::text[],"
    "  started_at = coalesce(started_at, $3::timestamptz)"
    " WHERE id = $1::bigint AND state IN ('waiting', 'running')"};

constexpr statement ask_to_cancel{
    "ask for an import's cancellation",
    "UPDATE imports SET cancel_requested = true"
    " WHERE id = $1::bigint AND finished_at IS NULL"};

constexpr statement finish_import{
    "end an import",
    "UPDATE imports SET state = $2::text, archived_as = $3::text,"
    "  error_message = $4::text, finished_at = $5::timestamptz"
    " WHERE id = $1::bigint AND finished_at IS NULL"};

params key_of(domain::import_id id) {
  params with;
  with.add(id.value);
  return with;
}

import_record read_one(transaction& tx, domain::import_id id) {
  const auto rows = tx.run(find_import, key_of(id));
  if (rows.rows() == 0)
    throw error(error_kind::not_found,
                "there is no import " + std::to_string(id.value));
  return read_import_row(rows, 0);
}

} // namespace

import_record register_import(const write_context& context,
                              const new_import& import, domain::utc_time now) {
  import_record row;
  context.session.run("register an import", [&](transaction& tx) {
    params with;
    with.add(import.id.value)
        .add(to_string(import.kind))
        .add(import.source)
        .add(import.file)
        .add_bytes(import.content_sha256)
        .add(import.size)
        .add(now)
        .add_bool(import.notify);
    tx.run(add_import, std::move(with));
    row = read_one(tx, import.id);
  });
  return row;
}

import_record start_import(const write_context& context, domain::import_id id,
                           const std::vector<std::string>& unknown_columns,
                           domain::utc_time now) {
  import_record row;
  context.session.run("start an import", [&](transaction& tx) {
    params with;
    with.add(id.value).add_array(unknown_columns).add(now);
    tx.run(run_import, std::move(with));
    row = read_one(tx, id);
  });
  return row;
}

void skip_rows(const write_context& context, const import_slice& slice,
               std::int64_t rows) {
  context.session.run("skip rows of an import", [&](transaction& tx) {
    pipeline move;
    add_move(move, slice, {.skipped = rows});
    require_moved(tx.run(std::move(move)).front(), slice);
  });
}

import_record request_cancel(const write_context& context,
                             domain::import_id id) {
  import_record row;
  context.session.run("cancel an import", [&](transaction& tx) {
    const auto changed = tx.run(ask_to_cancel, key_of(id)).affected();
    row = read_one(tx, id);
    if (changed == 0 && row.state != domain::import_state::cancelled)
      throw error(error_kind::conflict,
                  "cannot cancel import " + std::to_string(id.value) +
                      ": it is " + std::string(to_string(row.state)) +
                      " already");
  });
  return row;
}

import_record end_import(const write_context& context,
                         const import_ending& ending, domain::utc_time now) {
  import_record row;
  context.session.run("end an import", [&](transaction& tx) {
    params with;
    with.add(ending.id.value)
        .add(to_string(ending.state))
        .add(ending.archived_as)
        .add(ending.error_message)
        .add(now);
    tx.run(finish_import, std::move(with));
    row = read_one(tx, ending.id);
  });
  return row;
}

} // namespace orderd::storage
