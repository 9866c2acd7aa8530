// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/recent_log.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace orderd::app {

namespace {

using actors::log_field;
using actors::log_level;
using actors::tail_filter;
using actors::tail_page;

/// What a waiting line takes beside its text, about.
constexpr std::size_t line_overhead = 64;

std::size_t size_of(const std::string& line) {
  return line.size() + line_overhead;
}

std::int64_t order_of(std::span<const log_field> fields) {
  for (const auto& field : fields)
    if (field.name == "order_id")
      if (const auto* id = std::get_if<std::int64_t>(&field.value))
        return *id;
  return 0;
}

bool names(std::string_view wanted, std::string_view event) {
  if (wanted.ends_with('*'))
    return event.starts_with(wanted.substr(0, wanted.size() - 1));
  return wanted.empty() || event == wanted;
}

template <class Event>
bool matches(const tail_filter& filter, const Event& event) {
  return event.level >= filter.least && names(filter.event, event.name) &&
         (!filter.order || filter.order->value == event.order);
}

} // namespace

written_event written(log_level level, std::string_view name,
                      std::span<const log_field> fields, std::size_t end) {
  return {level, name, order_of(fields), end};
}

void recent_log::add(std::string_view lines,
                     std::span<const written_event> events) {
  const std::lock_guard guard{mutex_};
  std::size_t begin = 0;
  for (const auto& event : events) {
    const auto line = lines.substr(begin, event.end - begin - 1);
    begin = event.end;
    hand_out(event, line);
    keep(event, line);
  }
}

// The oldest go: who follows wants to see what happens now.
void recent_log::hand_out(const written_event& event, std::string_view line) {
  for (auto& [number, one] : readers_) {
    if (!matches(one.filter, event))
      continue;
    one.waiting.emplace_back(line);
    one.bytes += size_of(one.waiting.back());
    while (one.bytes > tail_limits::waiting_bytes) {
      one.bytes -= size_of(one.waiting.front());
      one.waiting.pop_front();
      ++one.dropped;
    }
  }
}

void recent_log::keep(const written_event& event, std::string_view line) {
  if (line.size() > tail_limits::recent_bytes)
    return;
  ring_.resize(tail_limits::recent_bytes);
  const auto at = end_ % ring_.size();
  const auto first = std::min(line.size(), ring_.size() - at);
  line.copy(ring_.data() + at, first);
  line.substr(first).copy(ring_.data(), line.size() - first);
  kept_.push_back(
      {event.level, std::string(event.name), event.order, end_, line.size()});
  end_ += line.size();
  while (end_ - kept_.front().begin > ring_.size())
    kept_.pop_front();
}

std::string recent_log::line_of(const kept& one) const {
  const auto at = one.begin % ring_.size();
  auto line = ring_.substr(at, one.size);
  return line.append(ring_, 0, one.size - line.size());
}

std::deque<std::string> recent_log::newest(const tail_filter& filter,
                                           std::size_t count) const {
  std::deque<std::string> found;
  for (auto one = kept_.rbegin(); one != kept_.rend() && found.size() < count;
       ++one)
    if (matches(filter, *one))
      found.push_front(line_of(*one));
  return found;
}

tail_page recent_log::recent(const tail_filter& filter, std::size_t count) {
  const std::lock_guard guard{mutex_};
  const auto lines = newest(filter, count);
  tail_page page;
  page.lines.assign(lines.begin(), lines.end());
  return page;
}

void recent_log::forget_late(domain::utc_time now) {
  std::erase_if(readers_, [now](const auto& one) {
    return now - one.second.read_at > tail_limits::patience;
  });
}

std::optional<std::int64_t> recent_log::follow(const tail_filter& filter,
                                               std::size_t recent,
                                               domain::utc_time now) {
  const std::lock_guard guard{mutex_};
  forget_late(now);
  if (readers_.size() >= tail_limits::followers)
    return std::nullopt;
  reader fresh;
  fresh.filter = filter;
  fresh.waiting = newest(filter, recent);
  for (const auto& line : fresh.waiting)
    fresh.bytes += size_of(line);
  fresh.read_at = now;
  readers_.emplace(++last_reader_, std::move(fresh));
  return last_reader_;
}

std::optional<tail_page> recent_log::read(std::int64_t follower,
                                          domain::utc_time now) {
  const std::lock_guard guard{mutex_};
  forget_late(now);
  const auto found = readers_.find(follower);
  if (found == readers_.end())
    return std::nullopt;
  auto& one = found->second;
  one.read_at = now;
  tail_page page;
  page.dropped = std::exchange(one.dropped, 0);
  while (!one.waiting.empty() && page.lines.size() < actors::max_tail_lines) {
    one.bytes -= size_of(one.waiting.front());
    page.lines.push_back(std::move(one.waiting.front()));
    one.waiting.pop_front();
  }
  page.more = !one.waiting.empty();
  return page;
}

void recent_log::leave(std::int64_t follower) {
  const std::lock_guard guard{mutex_};
  readers_.erase(follower);
}

} // namespace orderd::app
