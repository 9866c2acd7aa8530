// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/order.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orderd::domain {

/// What a notification tells. The values are part of notification ids.
enum class notification_type {
  processing = 0,
  success = 1,
  failure = 2,
  refund_completed = 3,
  refund_failed = 4
};

/// The names that the database and the documents use.
std::string_view to_string(notification_type type);

/// The channels of this build with their codes in notification ids, such as
/// 0 for `log`; nothing for an unknown name.
std::optional<int> channel_code(std::string_view channel);

/// The stable id of one notification: subject * 64 + type * 8 + channel. The
/// subject is the order, or the refund for the refund types.
notification_id make_notification_id(std::int64_t subject,
                                     notification_type type, int channel);

/// The order (or refund) that a notification is about.
std::int64_t subject_of(notification_id id) noexcept;

/// Whether that is a refund.
bool is_about_refund(notification_id id) noexcept;

/// One thing to tell about one order, before it is split by channel.
struct notice {
  order_id order;
  customer_id customer;
  notification_type type = notification_type::processing;
  money total;               ///< the order's, or what was refunded
  std::string cancel_reason; ///< for `failure` alone
  refund_id refund = {};     ///< for the refund types alone
};

/// The id of a notice's notification over the channel with this code.
notification_id id_of(const notice& notice, int channel);

/// The text for people; the view `notifications` writes the same.
std::string notification_message(const notice& notice, const currency& in);

} // namespace orderd::domain
