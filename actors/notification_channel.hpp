// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/outgoing.hpp"
#include "domain/time.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::actors {

/// One connection of a channel. Used by one thread at a time; it may block,
/// but it limits its own waits, and gives up soon once the process is to end.
class channel_session {
public:
  virtual ~channel_session() = default;

  /// Hands the messages over one after the other, at the time `now`; one
  /// result each, in the same order. After one that is `down` or `disabled`
  /// the others are so, too, without being tried.
  virtual std::vector<domain::handed>
  deliver(std::span<const domain::outgoing> messages, domain::utc_time now) = 0;
};

/// A way to tell people. Safe to use from any thread.
class channel {
public:
  /// What the notifier should know about it.
  struct traits {
    int sessions = 1;          ///< side by side
    std::size_t group = 1'000; ///< messages at a time for one session
    /// Messages a second at most, over all sessions; 0 for no limit.
    int rate_per_s = 0;
    /// Whether a message is looked at again right before it is sent, with all
    /// that the database knows. A record of what happened is not.
    bool looks_again = false;
  };

  virtual ~channel() = default;

  /// One of the names that `domain::channel_code` knows.
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual traits needs() const = 0;
  [[nodiscard]] virtual std::unique_ptr<channel_session> open() = 0;

  /// Whom a message would be told, for `notifications test`: an address, a
  /// URL, or the log.
  [[nodiscard]] virtual std::string
  receiver_of(const domain::outgoing& message) const = 0;
};

} // namespace orderd::actors
