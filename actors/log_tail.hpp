// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/event_log.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace orderd::actors {

/// The most lines that one reading of the log gives.
inline constexpr std::size_t max_tail_lines = 1'000;

/// Which events of the log somebody wants to see: all given conditions hold.
struct tail_filter {
  std::optional<domain::order_id> order; ///< with this `order_id`
  /// The event's name, or the start of it with a `*` behind; empty: all.
  std::string event;
  log_level least = log_level::debug;
};

/// Events as lines of JSON, oldest first.
struct tail_page {
  std::vector<std::string> lines;
  std::int64_t dropped = 0; ///< that were not read fast enough, before these
  bool more = false;        ///< others wait already
};

/// The log as it grows, for those who follow it. Safe to use from any thread;
/// nothing here waits for the log's target.
class log_tail {
public:
  virtual ~log_tail() = default;

  /// The newest `count` of the events that are still in memory.
  [[nodiscard]] virtual tail_page recent(const tail_filter& filter,
                                         std::size_t count) = 0;

  /// Follows the log from here on; `recent` ones come first. Gives the number
  /// to read under, or nothing if too many follow it.
  virtual std::optional<std::int64_t> follow(const tail_filter& filter,
                                             std::size_t recent,
                                             domain::utc_time now) = 0;

  /// What came since the last reading; nothing if nobody follows under this
  /// number, or if it was not read for too long.
  virtual std::optional<tail_page> read(std::int64_t follower,
                                        domain::utc_time now) = 0;

  /// Follows no more.
  virtual void leave(std::int64_t follower) = 0;
};

} // namespace orderd::actors
