// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

namespace orderd::actors {

/// Delays between attempts: each twice the one before, up to a maximum.
class backoff {
public:
  using duration = std::chrono::milliseconds;

  backoff(duration first, duration longest)
      : first_(first), longest_(longest), next_(first) {}

  /// The delay before the next attempt.
  duration next() noexcept {
    const auto delay = next_;
    next_ = std::min(next_ * 2, longest_);
    return delay;
  }

  /// An attempt succeeded: the next failure starts from the first delay.
  void reset() noexcept {
    next_ = first_;
  }

private:
  duration first_;
  duration longest_;
  duration next_;
};

} // namespace orderd::actors
