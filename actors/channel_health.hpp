// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/backoff.hpp"
#include "domain/time.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace orderd::actors {

/// Delays after a channel or the database refused: the first is short since
/// most troubles pass, the longest keeps a full disk's log readable.
inline constexpr std::chrono::milliseconds first_notify_delay{100};
inline constexpr std::chrono::milliseconds longest_notify_delay{30'000};

/// How long a channel is left alone at most because it asked for that.
inline constexpr std::chrono::seconds longest_obeyed_wait{3'600};

/// So many messages in a row that were not taken, and the channel counts as
/// down: the trouble is not with the messages.
inline constexpr int failures_in_a_row = 20;

/// Whether a channel works. One that is down is left alone for a while, longer
/// each time, and then probed with one message; when that went through it works
/// again.
class channel_health {
public:
  using pause = std::chrono::milliseconds;

  /// How many messages may be handed over: `most`, 1 as a probe, or none.
  [[nodiscard]] std::size_t allowance(std::size_t most,
                                      domain::utc_time now) const;
  /// Whether it is left alone.
  [[nodiscard]] bool resting(domain::utc_time now) const;
  /// When that ends.
  [[nodiscard]] std::optional<domain::utc_time> rests_until() const;

  /// Messages are handed over; whether they are a probe.
  bool hand_over();
  /// They are back, with whatever result; told after the results.
  void came_back(bool probe);

  /// A message went through, or was refused for good. Whether the channel was
  /// in trouble until now.
  bool worked(bool probe);
  /// A message was not taken. The pause that begins with that, if one does.
  std::optional<pause> not_taken(const std::string& reason, bool probe,
                                 domain::utc_time now);
  /// The channel did not work, and asked us to wait if `wait` is set. The pause
  /// that begins with that, if one does.
  std::optional<pause> down(const std::string& reason,
                            std::optional<std::chrono::seconds> wait,
                            domain::utc_time now);
  /// A person says that it works again.
  void forget();

  /// Why it does not work; empty if it does.
  [[nodiscard]] const std::string& trouble() const noexcept {
    return trouble_;
  }

private:
  backoff delays_{first_notify_delay, longest_notify_delay};
  std::string trouble_;
  domain::utc_time began_;
  domain::utc_time until_;
  bool probing_ = false; ///< a probe is under way
  int failures_ = 0;     ///< in a row
};

} // namespace orderd::actors
