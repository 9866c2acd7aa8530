// SPDX-License-Identifier: Apache-2.0
#include "domain/notify_policy.hpp"

#include <algorithm>
#include <set>

namespace orderd::domain {

bool channel_policy::tells_of(std::string_view source) const {
  const auto names = [&](const std::vector<std::string>& list) {
    return std::ranges::find(list, source) != list.end();
  };
  return names(sources_on) || (by_default && !names(sources_off));
}

bool channel_policy::tells(notification_type type,
                           std::string_view source) const {
  return (types & type_bit(type)) != 0 && tells_of(source);
}

std::optional<delivery_scope> scope_of(const channel_policy& policy,
                                       std::span<const notice> batch) {
  std::set<std::string> told, untold;
  bool any = false;
  for (const auto& about : batch) {
    const bool source = policy.tells_of(about.source);
    (source ? told : untold).insert(about.source);
    any = any || (source && (policy.types & type_bit(about.type)) != 0);
  }
  if (!any)
    return std::nullopt;
  delivery_scope scope;
  scope.types = policy.types;
  if (!untold.empty())
    scope.sources.emplace(told.begin(), told.end());
  return scope;
}

} // namespace orderd::domain
