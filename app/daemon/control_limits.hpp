// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace orderd::app {

/// What one client, and all of them together, may cost the daemon. Tests set
/// smaller ones.
struct control_limits {
  /// A request line, without its line feed: a JSON-RPC request of 1 MiB.
  std::size_t line_bytes = 1024 * 1024;
  /// Answers that a client has not read: beyond it the client is cut off.
  std::size_t output_bytes = 16 * 1024 * 1024;
  /// Unread answers beyond which no more requests are read.
  std::size_t output_pause_bytes = 1024 * 1024;
  /// Clients at a time; the next one is told that the daemon is busy.
  std::size_t clients = 64;
  /// Requests of a client that are not answered yet; more are not read.
  int in_flight = 16;
  /// How long a line may take from its first to its last byte.
  std::chrono::milliseconds line_deadline = std::chrono::seconds(30);
  /// How long a client may read nothing while answers wait for it.
  std::chrono::milliseconds read_deadline = std::chrono::seconds(30);
  /// How long answers may still go out when the loop stops.
  std::chrono::milliseconds farewell_deadline = std::chrono::seconds(1);
};

} // namespace orderd::app
