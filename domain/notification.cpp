// SPDX-License-Identifier: Apache-2.0
#include "domain/notification.hpp"

#include <algorithm>
#include <array>

namespace orderd::domain {
namespace {

constexpr std::array<std::string_view, 3> channels{"log", "email", "webhook"};

constexpr std::int64_t slots_a_subject = 64;
constexpr std::int64_t slots_a_type = 8;

// `out_of_stock` as people say it.
std::string spoken(std::string reason) {
  std::ranges::replace(reason, '_', ' ');
  return reason;
}

} // namespace

std::string_view to_string(notification_type type) {
  switch (type) {
  case notification_type::processing:
    return "processing";
  case notification_type::success:
    return "success";
  case notification_type::failure:
    return "failure";
  case notification_type::refund_completed:
    return "refund_completed";
  case notification_type::refund_failed:
    return "refund_failed";
  }
  return "unknown";
}

std::optional<notification_type>
parse_notification_type(std::string_view text) {
  for (int code = 0; code != notification_types; ++code)
    if (const auto type = static_cast<notification_type>(code);
        to_string(type) == text)
      return type;
  return std::nullopt;
}

std::optional<int> channel_code(std::string_view channel) {
  const auto found = std::ranges::find(channels, channel);
  if (found == channels.end())
    return std::nullopt;
  return static_cast<int>(found - channels.begin());
}

std::string_view channel_name(int code) {
  const auto index = static_cast<std::size_t>(code);
  return code >= 0 && index < channels.size() ? channels[index]
                                              : std::string_view{};
}

notification_id make_notification_id(std::int64_t subject,
                                     notification_type type, int channel) {
  return notification_id{subject * slots_a_subject +
                         static_cast<int>(type) * slots_a_type + channel};
}

std::int64_t subject_of(notification_id id) noexcept {
  return id.value / slots_a_subject;
}

notification_type type_of(notification_id id) noexcept {
  return static_cast<notification_type>(id.value % slots_a_subject /
                                        slots_a_type);
}

int channel_of(notification_id id) noexcept {
  return static_cast<int>(id.value % slots_a_type);
}

bool is_about_refund(notification_id id) noexcept {
  const auto type = type_of(id);
  return type == notification_type::refund_completed ||
         type == notification_type::refund_failed;
}

std::int64_t subject_of(const notice& about) noexcept {
  return about.refund ? about.refund.value : about.order.value;
}

notification_id id_of(const notice& notice, int channel) {
  return make_notification_id(subject_of(notice), notice.type, channel);
}

std::string notification_message(const notice& notice, const currency& in) {
  const auto order = "Order " + order_number(notice.order);
  const auto amount = [&] {
    return format_money(notice.total, in) + " " + in.code;
  };
  switch (notice.type) {
  case notification_type::processing:
    return order + " is being processed.";
  case notification_type::success:
    return order + " is paid. Total: " + amount() + ".";
  case notification_type::failure:
    return order + " was cancelled: " + spoken(notice.cancel_reason) + ".";
  case notification_type::refund_completed:
    return order + " was refunded: " + amount() + ".";
  case notification_type::refund_failed:
    return order + " could not be refunded: " + amount() + ".";
  }
  return order + ".";
}

} // namespace orderd::domain
