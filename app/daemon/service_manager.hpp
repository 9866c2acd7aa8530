// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

/// What the daemon tells systemd. Without a service manager (no NOTIFY_SOCKET
/// in the environment) every call does nothing; a message that cannot be
/// delivered is dropped, for the daemon's work does not depend on it.
namespace orderd::app::service_manager {

/// The daemon takes work; also the end of a reload.
void ready(std::string_view status);

/// The daemon takes its configuration or log file anew; `ready` follows.
void reloading();

/// The daemon has begun to stop.
void stopping(std::string_view status);

/// One line for `systemctl status`.
void status(std::string_view text);

/// The daemon is alive.
void ping();

/// How often `ping` is to be called: half the time after which the service
/// manager loses patience; nothing if it does not watch.
std::optional<std::chrono::microseconds> ping_interval();

} // namespace orderd::app::service_manager
