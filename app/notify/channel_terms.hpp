// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/clock.hpp"
#include "actors/event_log.hpp"
#include "domain/money.hpp"

#include <atomic>
#include <memory>
#include <string>

namespace orderd::app {

/// What all channels have in common.
struct channel_terms {
  std::string installation_id; ///< public ids begin with it
  domain::currency currency;
  std::shared_ptr<actors::event_sink> events;
  /// True once the process is to end: then nothing is waited for.
  std::shared_ptr<const std::atomic<bool>> stop;
  /// True once the daemon is about to end: then no message is begun any more,
  /// but in the log.
  std::shared_ptr<const std::atomic<bool>> draining = {};

  /// For what must say when it was sent, and not when its group was; without
  /// it that counts.
  std::shared_ptr<const actors::wall_clock> clock = {};

  [[nodiscard]] bool may_begin() const {
    const auto is_set = [](const auto& flag) { return flag && flag->load(); };
    return !is_set(stop) && !is_set(draining);
  }
};

} // namespace orderd::app
