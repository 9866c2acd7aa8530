// SPDX-License-Identifier: Apache-2.0
#include "actors/log_channel.hpp"

#include "actors/documents.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {
namespace {

constexpr std::string_view log_name = "log";

// As much as the log takes at once; see the notifier's groups.
constexpr std::size_t events_a_write = 1'000;

void append_quoted(std::string& into, const std::string& text) {
  const auto plain = [](char c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  };
  if (std::ranges::all_of(text, plain))
    into.append("\"").append(text).append("\"");
  else
    into += json_document(text).dump(-1, ' ', true,
                                     json_document::error_handler_t::replace);
}

raw_json items_of(const domain::notice& about) {
  std::string text = "[";
  if (about.content)
    for (const auto& item : about.content->items) {
      text += text.size() > 1 ? R"(,{"sku":)" : R"({"sku":)";
      append_quoted(text, item.sku);
      text += R"(,"quantity":)" + std::to_string(item.quantity) + "}";
    }
  return {text + "]"};
}

log_event to_event(const domain::outgoing& message,
                   const domain::currency& in) {
  const auto& about = message.about;
  log_event event{log_level::info,
                  "notification",
                  {{"notification_id", message.id.value},
                   {"order_id", about.order.value},
                   {"order_number", domain::order_number(about.order)}}};
  auto& fields = event.fields;
  fields.reserve(16);
  if (about.refund) {
    fields.emplace_back("refund_id", about.refund.value);
    fields.emplace_back("refund_number", domain::refund_number(about.refund));
  }
  fields.emplace_back("customer_id", about.customer.value);
  fields.emplace_back("customer_name",
                      about.content ? about.content->customer_name : "");
  fields.emplace_back("type", domain::to_string(about.type));
  fields.emplace_back("channel", log_name);
  fields.emplace_back("order_status", domain::to_string(message.state.status));
  fields.emplace_back("total", domain::format_money(about.total, in));
  fields.emplace_back("currency", in.code);
  fields.emplace_back("items", items_of(about));
  fields.emplace_back("message", domain::notification_message(about, in));
  if (message.test)
    fields.emplace_back("test", true);
  return event;
}

class log_session : public channel_session {
public:
  log_session(std::shared_ptr<event_sink> events, domain::currency currency)
      : events_(std::move(events)), currency_(std::move(currency)) {}

  std::vector<domain::handed>
  deliver(std::span<const domain::outgoing> messages,
          domain::utc_time) override {
    std::vector<log_event> lines;
    lines.reserve(messages.size());
    for (const auto& message : messages)
      lines.push_back(to_event(message, currency_));
    const auto done = events_->write_all(lines);
    if (done)
      return std::vector<domain::handed>(messages.size());
    return {messages.size(),
            {domain::handed::verdict::down,
             "cannot write " + std::to_string(messages.size()) +
                 " notifications to the log: " + done.error()}};
  }

private:
  std::shared_ptr<event_sink> events_;
  domain::currency currency_;
};

} // namespace

log_channel::log_channel(std::shared_ptr<event_sink> events,
                         domain::currency currency)
    : events_(std::move(events)), currency_(std::move(currency)) {}

std::string_view log_channel::name() const {
  return log_name;
}

channel::traits log_channel::needs() const {
  return {1, events_a_write, 0, false};
}

std::unique_ptr<channel_session> log_channel::open() {
  return std::make_unique<log_session>(events_, currency_);
}

std::string log_channel::receiver_of(const domain::outgoing&) const {
  return "the log";
}

} // namespace orderd::actors
