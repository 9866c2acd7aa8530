// SPDX-License-Identifier: Apache-2.0
#include "storage/told_kinds.hpp"

#include <algorithm>

namespace orderd::storage {

bool told_kinds::note(domain::notification_type type, const std::string& source,
                      std::size_t count) {
  const auto known =
      std::ranges::find_if(kinds_, [&](const domain::notice& kind) {
        return kind.type == type && kind.source == source;
      });
  if (known != kinds_.end()) {
    const auto place = static_cast<std::size_t>(known - kinds_.begin());
    counts_[place] += count;
    return told_[place];
  }
  auto& kind = kinds_.emplace_back();
  kind.type = type;
  kind.source = source;
  counts_.push_back(count);
  told_.push_back(
      std::ranges::any_of(policy_, [&](const domain::channel_policy& channel) {
        return channel.tells(type, source);
      }));
  return told_.back();
}

std::size_t told_kinds::told_by(const domain::channel_policy& channel) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < kinds_.size(); ++i)
    if (channel.tells(kinds_[i].type, kinds_[i].source))
      count += counts_[i];
  return count;
}

} // namespace orderd::storage
