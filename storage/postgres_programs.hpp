// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

namespace orderd::storage {

/// Where PostgreSQL's server programs are installed, and their major version.
struct postgres_programs {
  std::filesystem::path bin_dir;
  int major;
};

/// Finds `initdb`, `postgres` and `pg_controldata`: in `bin_dir` if it is not
/// empty, else in the places where packages put them and in PATH. Of several
/// versions that of an existing cluster (`wanted_major`) wins, else the newest.
/// Throws `error` with kind `misconfigured` if there are none.
postgres_programs find_postgres_programs(const std::filesystem::path& bin_dir,
                                         std::optional<int> wanted_major);

} // namespace orderd::storage
