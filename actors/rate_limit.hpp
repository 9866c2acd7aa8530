// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace orderd::actors {

/// At most so many things a second: a bucket that fills evenly, holds a tenth
/// of a second's worth (at least 1), and is full at the start.
class rate_limit {
public:
  /// 0 for no limit.
  explicit rate_limit(int per_second)
      : rate_(per_second),
        most_(std::max(per_second / 10, 1)),
        parts_(most_ * parts_a_thing) {}

  /// How many of `wanted` may go now. Nothing rather than a few: once they do,
  /// it is as many as are wanted, or as the bucket holds at most.
  std::size_t allowed(std::size_t wanted, domain::utc_time now) {
    if (rate_ == 0 || wanted == 0)
      return wanted;
    fill(now);
    const auto goal = goal_for(wanted);
    return parts_ >= goal * parts_a_thing ? static_cast<std::size_t>(goal) : 0;
  }

  void take(std::size_t count) {
    if (rate_ != 0)
      parts_ -= static_cast<std::int64_t>(count) * parts_a_thing;
  }

  /// When as many of `wanted` as ever may go, if none may now.
  [[nodiscard]] domain::utc_time when(std::size_t wanted,
                                      domain::utc_time now) const {
    if (rate_ == 0)
      return now;
    const auto missing =
        std::max<std::int64_t>(goal_for(wanted) * parts_a_thing - parts_, 0);
    return now + std::chrono::microseconds{(missing + rate_ - 1) / rate_};
  }

private:
  // A microsecond brings `rate_` parts.
  static constexpr std::int64_t parts_a_thing = 1'000'000;
  static constexpr std::chrono::microseconds longest_fill{1'000'000};

  [[nodiscard]] std::int64_t goal_for(std::size_t wanted) const {
    return std::min(static_cast<std::int64_t>(wanted), most_);
  }

  // A clock that was set back brings nothing, and costs nothing.
  void fill(domain::utc_time now) {
    const auto since =
        std::clamp(now - filled_, longest_fill * 0, longest_fill);
    parts_ = std::min(parts_ + since.count() * rate_, most_ * parts_a_thing);
    filled_ = now;
  }

  std::int64_t rate_;
  std::int64_t most_;
  std::int64_t parts_;
  domain::utc_time filled_;
};

} // namespace orderd::actors
