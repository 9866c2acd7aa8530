// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/order.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::domain {

/// What a notification tells. The values are part of notification ids.
enum class notification_type {
  processing = 0,
  success = 1,
  failure = 2,
  refund_completed = 3,
  refund_failed = 4
};

inline constexpr int notification_types = 5;

/// The names that the database and the documents use.
std::string_view to_string(notification_type type);
std::optional<notification_type> parse_notification_type(std::string_view text);

/// The channels of this build with their codes in notification ids, such as
/// 0 for `log`; nothing for an unknown name.
std::optional<int> channel_code(std::string_view channel);

/// The name of the channel with this code; empty for an unknown one.
std::string_view channel_name(int code);

/// The stable id of one notification: subject * 64 + type * 8 + channel. The
/// subject is the order, or the refund for the refund types.
notification_id make_notification_id(std::int64_t subject,
                                     notification_type type, int channel);

/// The order (or refund) that a notification is about.
std::int64_t subject_of(notification_id id) noexcept;

/// Whether that is a refund.
bool is_about_refund(notification_id id) noexcept;

/// What it tells, and the code of its channel. The id must be one that
/// `make_notification_id` made.
notification_type type_of(notification_id id) noexcept;
int channel_of(notification_id id) noexcept;

/// One line of the order that a notification names.
struct notice_item {
  std::string sku;
  std::string name; ///< the product's; may be empty
  std::int32_t quantity = 0;
  money total_price;
};

/// What people want to read about an order besides its numbers.
struct notice_content {
  std::string customer_name;
  std::vector<notice_item> items; ///< in the order of the lines
};

/// One thing to tell about one order, before it is split by channel.
struct notice {
  order_id order;
  customer_id customer;
  notification_type type = notification_type::processing;
  money total;               ///< the order's, or what was refunded
  std::string cancel_reason; ///< for `failure` alone
  refund_id refund = {};     ///< for the refund types alone
  std::string source = {};   ///< the order's
  /// Null where whoever made the notice does not know it; the database does.
  std::shared_ptr<const notice_content> content = {};
};

/// The order (or refund) that a notice is about: what notices of one batch are
/// sorted by, and how far a delivery has come.
std::int64_t subject_of(const notice& about) noexcept;

/// The id of a notice's notification over the channel with this code.
notification_id id_of(const notice& notice, int channel);

/// The text for people; the view `notifications` writes the same.
std::string notification_message(const notice& notice, const currency& in);

} // namespace orderd::domain
