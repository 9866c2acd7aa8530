// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace orderd::storage {

/// The settings of a private server of version `major`, as the text of a
/// configuration file. `overrides` come last.
std::string server_settings(
    int major, const std::filesystem::path& socket_dir,
    const std::filesystem::path& log_dir,
    const std::vector<std::pair<std::string, std::string>>& overrides);

/// What is appended to `postgresql.conf`: orderd's settings, then those that
/// the operator may put into `local.conf`.
std::string settings_includes();

/// The text of `pg_hba.conf`: the socket alone, whose directory is private.
std::string host_based_access();

/// The server's log files in `log_dir`, oldest first.
std::vector<std::filesystem::path>
log_files(const std::filesystem::path& log_dir);

} // namespace orderd::storage
