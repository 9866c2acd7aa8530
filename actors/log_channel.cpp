// SPDX-License-Identifier: Apache-2.0
#include "actors/log_channel.hpp"

#include <utility>
#include <vector>

namespace orderd::actors {
namespace {

constexpr std::string_view log_name = "log";

log_event to_event(const domain::notice& notice, const domain::currency& in,
                   int code) {
  log_event event{log_level::info,
                  "notification",
                  {{"notification_id", domain::id_of(notice, code).value},
                   {"order_id", notice.order.value},
                   {"order_number", domain::order_number(notice.order)}}};
  if (notice.refund) {
    event.fields.emplace_back("refund_id", notice.refund.value);
    event.fields.emplace_back("refund_number",
                              domain::refund_number(notice.refund));
  }
  const std::vector<log_field> rest{
      {"customer_id", notice.customer.value},
      {"type", domain::to_string(notice.type)},
      {"channel", log_name},
      {"total", domain::format_money(notice.total, in)},
      {"currency", in.code},
      {"message", domain::notification_message(notice, in)}};
  event.fields.insert(event.fields.end(), rest.begin(), rest.end());
  return event;
}

} // namespace

log_channel::log_channel(std::shared_ptr<event_sink> events,
                         domain::currency currency)
    : events_(std::move(events)), currency_(std::move(currency)) {}

std::string_view log_channel::name() const {
  return log_name;
}

tl::expected<void, std::string>
log_channel::deliver(std::span<const domain::notice> notices,
                     domain::utc_time) {
  const int code = domain::channel_code(log_name).value();
  std::vector<log_event> events;
  events.reserve(notices.size());
  for (const auto& notice : notices)
    events.push_back(to_event(notice, currency_, code));
  return events_->write_all(events).map_error([&](const std::string& why) {
    return "cannot write " + std::to_string(notices.size()) +
           " notifications to the log: " + why;
  });
}

} // namespace orderd::actors
