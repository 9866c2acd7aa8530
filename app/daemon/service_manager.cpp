// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/service_manager.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace orderd::app::service_manager {

namespace {

/// A line end would begin another assignment.
std::string status_line(std::string_view text) {
  std::string line = "STATUS=" + std::string(text);
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return line + "\n";
}

void send(const std::string& assignments) {
  ::sd_notify(0, assignments.c_str());
}

} // namespace

void ready(std::string_view status) {
  send("READY=1\n" + status_line(status));
}

void reloading() {
  send("RELOADING=1\n");
}

void stopping(std::string_view status) {
  send("STOPPING=1\n" + status_line(status));
}

void status(std::string_view text) {
  send(status_line(text));
}

void ping() {
  send("WATCHDOG=1\n");
}

std::optional<std::chrono::microseconds> ping_interval() {
  std::uint64_t limit_us = 0;
  if (::sd_watchdog_enabled(0, &limit_us) <= 0)
    return std::nullopt;
  return std::chrono::microseconds(limit_us / 2);
}

} // namespace orderd::app::service_manager
