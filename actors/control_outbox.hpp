// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace orderd::actors {

/// The way back to the clients of the control socket. Safe to call from any
/// thread; returns at once.
class control_outbox {
public:
  virtual ~control_outbox() = default;

  /// Queues one line (without its line end) for a client. A client that is
  /// gone is no error: its line is dropped.
  virtual void reply(std::int64_t client, std::string line) = 0;
};

} // namespace orderd::actors
