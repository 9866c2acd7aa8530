// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_batch.hpp"

#include <utility>

namespace orderd::actors {

void delivery_batch::sent(std::size_t index, domain::utc_time now) {
  unsaid_.emplace_back(now, index);
  settled(index);
}

void delivery_batch::settled(std::size_t index) {
  decided_[index] = true;
  while (open_end_ != size() && decided_[open_end_])
    ++open_end_;
}

std::optional<domain::delivery_progress>
delivery_batch::take_progress(const std::string& channel) {
  if (told_complete_)
    return std::nullopt;
  // A subject with an open notice is open as a whole.
  auto end = open_end_;
  if (!complete())
    while (end > taken_ && subject(end - 1) == subject(open_end_))
      --end;
  if (end == taken_ && !complete())
    return std::nullopt;
  taken_ = end;
  told_complete_ = complete();
  forget_said();
  return domain::delivery_progress{id(), channel, complete(),
                                   end == 0 ? 0 : subject(end - 1)};
}

std::optional<domain::utc_time> delivery_batch::unsaid_since() const {
  if (unsaid_.empty())
    return std::nullopt;
  return unsaid_.front().first;
}

std::vector<std::size_t> delivery_batch::take_unsaid() {
  std::vector<std::size_t> indexes;
  for (const auto& [when, index] : std::exchange(unsaid_, {}))
    if (index >= taken_)
      indexes.push_back(index);
  return indexes;
}

// Those between unsaid ones go with them.
void delivery_batch::forget_said() {
  while (!unsaid_.empty() && unsaid_.front().second < taken_)
    unsaid_.pop_front();
}

} // namespace orderd::actors
