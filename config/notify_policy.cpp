// SPDX-License-Identifier: Apache-2.0
#include "config/notify_policy.hpp"

#include "config/keys.hpp"

#include <algorithm>

namespace orderd::config {
namespace {

bool names(const std::vector<std::string>& list, std::string_view channel) {
  return std::ranges::find(list, channel) != list.end();
}

std::int32_t bits_of(const std::vector<std::string>& types) {
  std::int32_t bits = 0;
  for (const auto& name : types)
    if (const auto type = domain::parse_notification_type(name))
      bits |= domain::type_bit(*type);
  return bits;
}

std::int32_t types_of(const notify_options& notify, std::string_view channel) {
  if (channel == "email")
    return bits_of(notify.email.types);
  if (channel == "webhook")
    return bits_of(notify.webhook.types);
  return domain::all_notification_types;
}

} // namespace

domain::notify_policy notify_policy_of(const configuration& c) {
  domain::notify_policy result;
  for (const auto channel : channel_names()) {
    domain::channel_policy policy;
    policy.channel = channel;
    policy.types = types_of(c.notify, channel);
    policy.by_default = names(c.notify.channels, channel);
    for (const auto& [name, source] : c.sources)
      if (source.notify)
        (names(*source.notify, channel) ? policy.sources_on
                                        : policy.sources_off)
            .push_back(name);
    if (policy.by_default || !policy.sources_on.empty())
      result.push_back(std::move(policy));
  }
  return result;
}

} // namespace orderd::config
