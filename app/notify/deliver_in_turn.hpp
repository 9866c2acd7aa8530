// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/notify/channel_terms.hpp"
#include "domain/outgoing.hpp"

#include <span>
#include <utility>
#include <vector>

namespace orderd::app {

/// How one message fared.
struct attempt {
  domain::handed result;
  bool hang = false; ///< the server did not answer in time
};

/// Calls `one`, which returns an attempt, for each message, until the channel
/// does not work any more: the rest shares that fate. Once the daemon is about
/// to end, the rest is `down` as well: what is known to be sent comes back
/// while it can still be recorded.
template <class One>
std::vector<domain::handed>
deliver_in_turn(std::span<const domain::outgoing> messages,
                const channel_terms& terms, One&& one) {
  using verdict = domain::handed::verdict;
  std::vector<domain::handed> results;
  results.reserve(messages.size());
  for (const auto& message : messages) {
    if (!terms.may_begin()) {
      results.resize(messages.size(),
                     {verdict::down,
                      "cannot hand over more notifications: the daemon ends"});
      break;
    }
    auto tried = one(message);
    auto rest = tried.result;
    results.push_back(std::move(tried.result));
    // Each of the others would wait as long in vain.
    if (tried.hang)
      rest.what = verdict::down;
    if (rest.what != verdict::down && rest.what != verdict::disabled)
      continue;
    results.resize(messages.size(), rest);
    break;
  }
  return results;
}

} // namespace orderd::app
