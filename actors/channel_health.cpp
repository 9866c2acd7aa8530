// SPDX-License-Identifier: Apache-2.0
#include "actors/channel_health.hpp"

#include <algorithm>

namespace orderd::actors {

std::size_t channel_health::allowance(std::size_t most,
                                      domain::utc_time now) const {
  if (trouble_.empty())
    return most;
  return resting(now) || probing_ ? 0 : std::min<std::size_t>(most, 1);
}

// A clock that was set back must not make a short rest a long one.
bool channel_health::resting(domain::utc_time now) const {
  return !trouble_.empty() && now >= began_ && now < until_;
}

std::optional<domain::utc_time> channel_health::rests_until() const {
  if (trouble_.empty() || probing_)
    return std::nullopt;
  return until_;
}

bool channel_health::hand_over() {
  if (trouble_.empty())
    return false;
  probing_ = true;
  return true;
}

void channel_health::came_back(bool probe) {
  if (probe)
    probing_ = false;
}

bool channel_health::worked(bool probe) {
  // What was handed over before it went down says nothing of now.
  if (!trouble_.empty() && !probe)
    return false;
  failures_ = 0;
  if (trouble_.empty())
    return false;
  forget();
  return true;
}

std::optional<channel_health::pause>
channel_health::not_taken(const std::string& reason, bool probe,
                          domain::utc_time now) {
  ++failures_;
  if (!probe && failures_ < failures_in_a_row)
    return std::nullopt;
  return down(reason, std::nullopt, now);
}

std::optional<channel_health::pause>
channel_health::down(const std::string& reason,
                     std::optional<std::chrono::seconds> wait,
                     domain::utc_time now) {
  const auto asked = std::chrono::duration_cast<pause>(
      std::clamp(wait.value_or(std::chrono::seconds{0}),
                 std::chrono::seconds{0}, longest_obeyed_wait));
  if (resting(now)) {
    // Another session found the same; only a longer wait is news.
    until_ = std::max(until_, now + asked);
    return std::nullopt;
  }
  const auto length = std::max(delays_.next(), asked);
  trouble_ = reason.empty() ? "it gave no reason" : reason;
  began_ = now;
  until_ = now + length;
  return length;
}

void channel_health::forget() {
  trouble_.clear();
  delays_.reset();
  failures_ = 0;
}

} // namespace orderd::actors
