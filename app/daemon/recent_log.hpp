// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/log_tail.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::app {

/// The limits of following the log.
namespace tail_limits {
/// How many may follow it at a time.
inline constexpr std::size_t followers = 8;
/// The newest lines in memory, in bytes.
inline constexpr std::size_t recent_bytes = std::size_t{1024} * 1024;
/// What waits for one follower, in bytes; beyond, the oldest lines are dropped
/// and counted.
inline constexpr std::size_t waiting_bytes = std::size_t{4} * 1024 * 1024;
/// A follower who does not read for so long is forgotten.
inline constexpr std::chrono::seconds patience{30};
} // namespace tail_limits

/// One event among the lines that were written: what a filter looks at, and
/// where its line ends.
struct written_event {
  actors::log_level level = actors::log_level::info;
  std::string_view name;
  std::int64_t order = 0; ///< its `order_id`; 0 if it has none
  std::size_t end = 0;    ///< behind the line end
};

/// The event of these fields.
written_event written(actors::log_level level, std::string_view name,
                      std::span<const actors::log_field> fields,
                      std::size_t end);

/// The newest lines of the log, and those that wait for followers. While
/// nobody follows, a line costs a copy into memory that is there already.
class recent_log final : public actors::log_tail {
public:
  /// Takes events that were written as these lines of JSON.
  void add(std::string_view lines, std::span<const written_event> events);

  actors::tail_page recent(const actors::tail_filter& filter,
                           std::size_t count) override;
  std::optional<std::int64_t> follow(const actors::tail_filter& filter,
                                     std::size_t recent,
                                     domain::utc_time now) override;
  std::optional<actors::tail_page> read(std::int64_t follower,
                                        domain::utc_time now) override;
  void leave(std::int64_t follower) override;

private:
  /// One line in the ring; positions only rise, and are taken modulo its size.
  struct kept {
    actors::log_level level;
    std::string name;
    std::int64_t order;
    std::size_t begin;
    std::size_t size;
  };

  struct reader {
    actors::tail_filter filter;
    std::deque<std::string> waiting;
    std::size_t bytes = 0;
    std::int64_t dropped = 0;
    domain::utc_time read_at;
  };

  void keep(const written_event& event, std::string_view line);
  void hand_out(const written_event& event, std::string_view line);
  void forget_late(domain::utc_time now);
  [[nodiscard]] std::string line_of(const kept& one) const;
  [[nodiscard]] std::deque<std::string>
  newest(const actors::tail_filter& filter, std::size_t count) const;

  std::mutex mutex_; ///< guards what follows
  std::string ring_;
  std::size_t end_ = 0; ///< behind the newest line
  std::deque<kept> kept_;
  std::map<std::int64_t, reader> readers_;
  std::int64_t last_reader_ = 0;
};

} // namespace orderd::app
