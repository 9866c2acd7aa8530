// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_lane.hpp"

#include "domain/mix.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace orderd::actors {
namespace {

using verdict = domain::handed::verdict;

} // namespace

std::optional<delivery_lane::group>
delivery_lane::next_group(domain::utc_time now) {
  if (!works(now))
    return std::nullopt;
  if (terms_.traits.looks_again && !ready_.empty() &&
      now - ready_.front().looked_at > longest_look)
    put_ready_back(now);
  const auto free = std::ranges::find(flights_, nullptr, &flight::messages);
  const auto size = group_size(now);
  if (free == flights_.end() || size == 0)
    return std::nullopt;
  limit_.take(size);
  flight taken;
  taken.probe = health_.hand_over();
  auto messages = std::make_shared<std::vector<domain::outgoing>>();
  messages->reserve(size);
  for (std::size_t i = 0; i != size; ++i) {
    auto& next = ready_.front();
    taken.firsts.push_back(std::move(next.first));
    messages->push_back(std::move(next.message));
    ready_.pop_front();
  }
  taken.messages = messages;
  *free = std::move(taken);
  return group{static_cast<std::size_t>(free - flights_.begin()),
               std::move(messages)};
}

std::size_t delivery_lane::group_size(domain::utc_time now) {
  limited_until_.reset();
  const auto free = static_cast<std::size_t>(
      std::ranges::count(flights_, nullptr, &flight::messages));
  if (free == 0 || ready_.empty())
    return 0;
  // A fair share, so that a few messages do not wait for each other.
  const auto share = (ready_.size() + free - 1) / free;
  const auto size =
      health_.allowance(std::min(share, terms_.traits.group), now);
  const auto allowed = limit_.allowed(size, now);
  if (allowed == 0 && size != 0)
    limited_until_ = limit_.when(size, now);
  return allowed;
}

delivery_lane::turn_of_events
delivery_lane::came_back(std::size_t session,
                         const std::vector<domain::handed>& results,
                         domain::utc_time now) {
  const auto back = std::exchange(flights_[session], {});
  turn_of_events events;
  for (std::size_t i = 0; i != back.firsts.size(); ++i)
    judge(back, i, results[i], events, now);
  health_.came_back(back.probe);
  if (events.disabled)
    events.disabled = !std::exchange(paused_, true);
  if (paused_ || stopped_ || health_.resting(now))
    put_ready_back(now);
  if (stopped_)
    tell_unsaid(now);
  return events;
}

void delivery_lane::judge(const flight& back, std::size_t index,
                          const domain::handed& result, turn_of_events& events,
                          domain::utc_time now) {
  const auto& message = (*back.messages)[index];
  const auto rests = [&](std::optional<channel_health::pause> pause) {
    if (!pause)
      return;
    events.rests = pause;
    events.works_again = false;
    events.reason = result.reason;
  };
  switch (result.what) {
  case verdict::down:
  case verdict::disabled:
    if (result.what == verdict::down) {
      rests(health_.down(result.reason, result.wait, now));
    } else {
      events.disabled = true;
      events.reason = result.reason;
    }
    put_back(back.firsts[index], message.id, now);
    return;
  case verdict::again:
    rests(health_.not_taken(result.reason, back.probe, now));
    break;
  case verdict::sent:
  case verdict::refused:
    if (health_.worked(back.probe))
      events.works_again = true;
    break;
  case verdict::skipped:
    break;
  }
  auto exception =
      exception_after(message, result, terms_.retries, now, dice());
  // A retry has one already, and that must not stay what it is.
  if (!exception && !back.firsts[index])
    exception = arrived_after_all(message);
  if (exception)
    settle(back.firsts[index], std::move(exception));
  else
    agenda_.sent(*back.firsts[index], now, ledger_);
}

std::uint64_t delivery_lane::dice() {
  return domain::mixed(terms_.seed ^ domain::mixed(++throws_));
}

} // namespace orderd::actors
