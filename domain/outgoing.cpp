// SPDX-License-Identifier: Apache-2.0
#include "domain/outgoing.hpp"

#include <algorithm>

namespace orderd::domain {
namespace {

std::optional<std::string> why_expired(const outgoing& message, utc_time now,
                                       std::chrono::seconds max_age) {
  // Only what was tried before can have been forgiven.
  if (message.resends > 0 || message.forgiven > 0)
    return std::nullopt;
  if (now - message.since > max_age)
    return "it waited longer than notify.max_age_h";
  if (!message.about.refund &&
      message.accepted_at - message.ordered_at > max_age)
    return "the order was older than notify.max_age_h when it came";
  return std::nullopt;
}

// An order's first notification comes late as a rule: it is true of any order
// that was accepted, but says nothing to one whose money went back.
std::optional<std::string> why_stale(const outgoing& message) {
  const auto status = message.state.status;
  const bool cancelled = status == order_status::cancelled;
  const bool charged = message.state.payment != payment_status::failed &&
                       message.state.payment != payment_status::not_charged;
  switch (message.about.type) {
  case notification_type::processing:
  case notification_type::success:
    if (cancelled && charged)
      return "the order was refunded and cancelled meanwhile";
    if (message.about.type == notification_type::success && cancelled)
      return "the order is cancelled";
    return std::nullopt;
  case notification_type::failure:
    if (!cancelled)
      return "the order is not cancelled any more";
    return std::nullopt;
  case notification_type::refund_completed:
    if (message.refund_state != refund_status::completed)
      return "the refund was taken back meanwhile";
    return std::nullopt;
  case notification_type::refund_failed:
    if (message.refund_state != refund_status::failed)
      return "the refund has not failed any more";
    return std::nullopt;
  }
  return std::nullopt;
}

} // namespace

std::optional<skip_reason> why_skip(const outgoing& message, utc_time now,
                                    std::chrono::seconds max_age) {
  if (message.test)
    return std::nullopt;
  if (auto text = why_expired(message, now, max_age))
    return skip_reason{skip_reason::kind::expired, std::move(*text)};
  if (auto text = why_stale(message))
    return skip_reason{skip_reason::kind::stale, std::move(*text)};
  return std::nullopt;
}

std::string public_id(const outgoing& message,
                      const std::string& installation_id) {
  auto id = installation_id + "-" + std::to_string(message.id.value);
  if (message.test)
    id += "-test-" + std::to_string(message.since.time_since_epoch().count());
  else if (message.resends > 0)
    id += "-r" + std::to_string(message.resends);
  return id;
}

std::chrono::milliseconds retry_pause(int attempts,
                                      std::chrono::milliseconds first,
                                      std::chrono::milliseconds longest,
                                      std::uint64_t dice) {
  auto pause = std::min(first, longest);
  for (int i = 1; i < attempts && pause < longest; ++i)
    pause = std::min(pause * 2, longest);
  // 80 to 120 per cent, in steps of a thousandth.
  const auto per_mille = 800 + static_cast<std::int64_t>(dice % 401);
  return pause * per_mille / 1000;
}

} // namespace orderd::domain
