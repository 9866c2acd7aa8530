// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/notification.hpp"
#include "domain/outgoing.hpp"

#include <string>

namespace orderd::testing {

/// The time at which tests send.
inline domain::utc_time sending_time() {
  return *domain::parse_time("2026-11-24T12:00:00Z");
}

/// One notification about order 1 with two lines, of John Doe.
inline domain::outgoing sample_message(
    domain::notification_type type = domain::notification_type::success,
    const std::string& name = "John Doe") {
  using domain::notification_type;
  domain::outgoing message;
  auto& about = message.about;
  about.order = domain::order_id{1};
  about.customer = domain::customer_id{7};
  about.type = type;
  about.total = {5'998};
  about.source = "shop";
  about.content = std::make_shared<domain::notice_content>(
      domain::notice_content{name,
                             {{"MUG-1", "Mug, \"blue\" & round", 2, {2'000}},
                              {"PEN-2", "", 1, {3'998}}}});
  message.state = {domain::order_status::paid, domain::payment_status::paid};
  if (type == notification_type::failure) {
    about.cancel_reason = domain::reason_out_of_stock;
    message.state = {domain::order_status::cancelled,
                     domain::payment_status::not_charged};
  }
  if (type == notification_type::refund_completed ||
      type == notification_type::refund_failed) {
    about.refund = domain::refund_id{5};
    message.refund_state = type == notification_type::refund_completed
                               ? domain::refund_status::completed
                               : domain::refund_status::failed;
    message.reason = "damaged";
  }
  message.id = domain::id_of(about, domain::channel_code("email").value());
  message.email = "john@example.com";
  message.order_ref = "R-1";
  message.ordered_at = *domain::parse_time("2026-11-24T10:00:00Z");
  message.accepted_at = *domain::parse_time("2026-11-24T10:00:01Z");
  message.since = *domain::parse_time("2026-11-24T11:59:58Z");
  return message;
}

} // namespace orderd::testing
