// SPDX-License-Identifier: Apache-2.0
#include "storage/migrations.hpp"

#include "storage/connection.hpp"

#include <optional>
#include <vector>

namespace orderd::storage {

namespace {

/// Key of the advisory lock under which schemas change: "orderd" in ASCII.
constexpr std::int64_t migration_lock = 0x6f7264657264;

constexpr statement take_lock{"take the lock for migrations",
                              "select pg_advisory_lock($1)"};
constexpr statement give_lock{"release the lock for migrations",
                              "select pg_advisory_unlock($1)"};
constexpr statement find_schema{
    "look for the schema", "select 1 from pg_namespace where nspname = $1"};
constexpr statement schema_creation{"compose the creation of the schema",
                                    "select format('create schema %I', $1)"};
constexpr statement find_history{
    "look for the table schema_migrations",
    "select to_regclass('schema_migrations') is not null"};
constexpr statement read_history{
    "read the schema's history",
    "select version, sha256 from schema_migrations order by version"};
constexpr statement record_migration{
    "record a migration",
    "insert into schema_migrations (version, name, sha256, applied_at) "
    "values ($1, $2, $3, clock_timestamp())"};

constexpr auto create_history = R"sql(
  create table if not exists schema_migrations (
    version    integer primary key,
    name       text not null,
    sha256     text not null,
    applied_at timestamptz not null
  ))sql";

struct applied_migration {
  std::int64_t version;
  std::string sha256;
};

/// Nothing if the schema has no history at all.
std::optional<std::vector<applied_migration>> history_of(connection& conn) {
  if (!conn.execute(find_history).boolean(0, 0))
    return std::nullopt;
  const auto rows = conn.execute(read_history);
  std::vector<applied_migration> history;
  for (int row = 0; row < rows.rows(); ++row)
    history.push_back({rows.int64(row, 0), std::string(rows.text(row, 1))});
  return history;
}

[[noreturn]] void refuse_schema(const std::string& text) {
  throw error(error_kind::misconfigured, text);
}

// What was applied must be the beginning of what is known, text for text.
void check_history(const std::vector<applied_migration>& history,
                   std::span<const migration> all) {
  if (history.size() > all.size())
    refuse_schema("the database's schema is version " +
                  std::to_string(history.back().version) +
                  ", this orderd knows up to " + std::to_string(all.size()) +
                  ": install the newer orderd");
  for (std::size_t at = 0; at < history.size(); ++at) {
    if (history[at].version == all[at].version &&
        history[at].sha256 == all[at].sha256)
      continue;
    refuse_schema("the database's schema was made by a migration " +
                  std::to_string(history[at].version) +
                  " that differs from that of this orderd (" +
                  std::string(all[at].name) +
                  "): install the orderd that made it, or let this one "
                  "make a new database");
  }
}

void apply(connection& conn, const migration& one) {
  const auto what = "apply migration " + std::to_string(one.version) + " (" +
                    std::string(one.name) + ")";
  conn.execute_script("begin", "begin a transaction");
  try {
    conn.execute_script(one.sql, what);
    conn.execute(record_migration,
                 params{}.add_int32(one.version).add(one.name).add(one.sha256));
    conn.execute_script("commit", what);
  } catch (const error&) {
    if (conn.alive())
      conn.execute_script("rollback", "roll back a migration");
    throw;
  }
}

int apply_missing(connection& conn, std::string_view schema,
                  std::span<const migration> all) {
  if (conn.execute(find_schema, params{}.add(schema)).rows() == 0) {
    const auto creation = conn.execute(schema_creation, params{}.add(schema));
    conn.execute_script(creation.text(0, 0),
                        "create the schema '" + std::string(schema) + "'");
  }
  conn.execute_script(create_history, "create the table schema_migrations");
  conn.take_notice();
  const auto history =
      history_of(conn).value_or(std::vector<applied_migration>{});
  check_history(history, all);
  const auto missing = all.subspan(history.size());
  for (const auto& one : missing)
    apply(conn, one);
  return static_cast<int>(missing.size());
}

} // namespace

int migrate(connection& conn, std::string_view schema,
            std::span<const migration> all) {
  conn.limit_statements(std::chrono::milliseconds{0});
  conn.execute(take_lock, params{}.add(migration_lock));
  try {
    const auto applied = apply_missing(conn, schema, all);
    conn.execute(give_lock, params{}.add(migration_lock));
    return applied;
  } catch (const error&) {
    if (conn.alive())
      conn.execute(give_lock, params{}.add(migration_lock));
    throw;
  }
}

void check_schema(connection& conn, std::span<const migration> all) {
  const auto history = history_of(conn);
  if (!history || history->empty())
    refuse_schema("the database has no schema of orderd yet: run "
                  "`orderd --migrate` with the same options, as its owner");
  check_history(*history, all);
  if (history->size() < all.size())
    refuse_schema(
        "the database's schema is version " +
        std::to_string(history->back().version) + ", this orderd needs " +
        std::to_string(all.size()) +
        ": run `orderd --migrate` with the same options, as its owner");
}

} // namespace orderd::storage
