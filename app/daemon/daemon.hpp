// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/daemon/log.hpp"
#include "app/daemon/options.hpp"
#include "config/config.hpp"

#include <memory>
#include <string>

namespace orderd::app {

/// Runs the daemon until it is told to stop. Returns the process's exit code:
/// 0 after an ordered stop, 1 after a failure, 2 if a file that the
/// configuration names cannot be used; both are in the log and, where a person
/// has to act, on stderr. Called once, before any thread is started.
int run_daemon(const daemon_command& command,
               const config::configuration& config,
               const std::shared_ptr<event_log>& log);

/// Applies the migrations to the configured or the private database.
int run_migrations(const daemon_command& command,
                   const config::configuration& config);

} // namespace orderd::app
