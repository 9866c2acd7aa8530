// SPDX-License-Identifier: Apache-2.0
#include "app/notify/message_facts.hpp"

#include <algorithm>

namespace orderd::app {

std::string customer_name(const domain::outgoing& message) {
  return message.about.content ? message.about.content->customer_name
                               : std::string{};
}

std::string spoken_reason(const domain::outgoing& message) {
  if (message.about.refund)
    return message.reason;
  auto reason = message.about.cancel_reason;
  std::ranges::replace(reason, '_', ' ');
  return reason;
}

} // namespace orderd::app
