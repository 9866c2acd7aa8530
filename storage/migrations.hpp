// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace orderd::storage {

class connection;

/// One step of the schema's history, as it was compiled into this binary.
struct migration {
  int version;             ///< rises by one from 1
  std::string_view name;   ///< the file's name without number and suffix
  std::string_view sha256; ///< of the file's content, in hex
  std::string_view sql;
};

/// All migrations that this binary knows, oldest first.
std::span<const migration> known_migrations() noexcept;

/// Creates `schema` if it is missing and applies what `all` has beyond the
/// database's version, each migration in a transaction with its row in
/// `schema_migrations`. Two callers at once wait for each other. The search
/// path of `conn` must be `schema`, and its statements are not limited in time
/// any more. Returns how many were applied. Throws
/// `misconfigured` for a database that is newer, or whose history differs.
int migrate(connection& conn, std::string_view schema,
            std::span<const migration> all = known_migrations());

/// Throws `misconfigured`, with a text that says what to do, unless the
/// database's schema is exactly what `all` makes.
void check_schema(connection& conn,
                  std::span<const migration> all = known_migrations());

} // namespace orderd::storage
