// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/event_log.hpp"
#include "config/config.hpp"
#include "storage/connection.hpp"
#include "storage/embedded_postgres.hpp"
#include "storage/installation.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace orderd::app {

/// A database that this process may write to.
struct opened_database {
  storage::connect_options options;
  storage::installation installation;
  std::vector<storage::lane_place> places; ///< one a write connection
  /// The connection that claimed the lane and holds its lock.
  std::optional<storage::connection> claimed;
};

/// The private PostgreSQL of a state directory, or null if the configuration
/// names a server. Throws storage::error.
std::unique_ptr<storage::embedded_postgres>
make_embedded(const config::configuration& config,
              const std::filesystem::path& state_directory);

/// How the configured or the private server is reached.
storage::connect_options
database_options(const config::configuration& config,
                 const storage::embedded_postgres* embedded);

/// Applies migrations as the database's owner. Returns how many there were.
/// Throws storage::error.
int migrate_database(const storage::connect_options& options);

/// What `open_database` tells while it waits.
struct waiting_hooks {
  std::function<void()> standby; ///< another daemon has the database
  std::function<void(const std::string& why)> unreachable;
};

/// Connects, checks or (for the private one) migrates the schema, reads the
/// installation's settings and claims the lane; waits for as long as the
/// server is away or another daemon works on it. Nothing once `stop` is
/// requested. Throws storage::error of kind `misconfigured` or `internal`.
std::optional<opened_database>
open_database(const config::configuration& config,
              const storage::connect_options& options, bool may_migrate,
              const waiting_hooks& hooks, const std::stop_token& stop);

} // namespace orderd::app
