// SPDX-License-Identifier: Apache-2.0
#include "app/notify/mail_renderer.hpp"

#include "app/notify/message_facts.hpp"
#include "domain/text.hpp"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <vector>

namespace orderd::app {
namespace {

namespace mustache = kainjow::mustache;

/// A section over an empty text is not shown.
mustache::data text_or_false(const std::string& text) {
  if (text.empty())
    return mustache::data{mustache::data::type::bool_false};
  return mustache::data{text};
}

mustache::data items_of(const domain::outgoing& message,
                        const domain::currency& in) {
  mustache::data items{mustache::data::type::list};
  if (message.about.content == nullptr)
    return items;
  for (const auto& item : message.about.content->items) {
    mustache::data one;
    one.set("sku", item.sku);
    one.set("name", text_or_false(item.name));
    one.set("quantity", std::to_string(item.quantity));
    one.set("total_price", domain::format_money(item.total_price, in));
    items.push_back(one);
  }
  return items;
}

mustache::data values_of(const domain::outgoing& message,
                         const domain::currency& in) {
  const auto& about = message.about;
  mustache::data values;
  const auto set = [&](const char* name, const std::string& text) {
    values.set(name, text_or_false(text));
  };
  set("notification_id", std::to_string(message.id.value));
  set("type", std::string(to_string(about.type)));
  values.set("test", message.test);
  set("message", domain::notification_message(about, in));
  set("order_id", std::to_string(about.order.value));
  set("order_number", domain::order_number(about.order));
  set("order_ref", message.order_ref.value_or(""));
  set("order_date", domain::format_day(std::chrono::floor<std::chrono::days>(
                        message.ordered_at)));
  set("order_status", std::string(to_string(message.state.status)));
  set("payment_status", std::string(to_string(message.state.payment)));
  set("source", about.source);
  set("customer_id", std::to_string(about.customer.value));
  set("customer_name", customer_name(message));
  set("total", domain::format_money(about.total, in));
  set("currency", in.code);
  set("reason", spoken_reason(message));
  if (about.refund) {
    set("refund_id", std::to_string(about.refund.value));
    set("refund_number", domain::refund_number(about.refund));
  }
  if (message.refund_state)
    set("refund_status", std::string(to_string(*message.refund_state)));
  values.set("items", items_of(message, in));
  return values;
}

/// As mail wants it.
std::string with_mail_line_ends(const std::string& text) {
  std::string result;
  result.reserve(text.size() + text.size() / 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pair =
        text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (pair)
      continue;
    if (text[i] == '\n' || text[i] == '\r')
      result += "\r\n";
    else
      result += text[i];
  }
  return result;
}

std::string on_one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  std::ranges::replace(text, '\r', ' ');
  return std::string(domain::trim(text));
}

mustache::mustache compile(const std::string& text) {
  mustache::mustache result{text};
  result.set_custom_escape([](const std::string& value) { return value; });
  return result;
}

} // namespace

struct mail_renderer::compiled {
  struct mail {
    mustache::mustache subject;
    mustache::mustache text;
    mustache::mustache html;
  };

  std::vector<mail> by_type;
};

mail_renderer::mail_renderer(const mail_templates& templates)
    : compiled_(std::make_unique<compiled>()) {
  for (const auto& one : templates.by_type)
    compiled_->by_type.push_back({compile(one.subject), compile(one.text),
                                  mustache::mustache{one.html}});
}

mail_renderer::~mail_renderer() = default;

rendered_mail mail_renderer::render(const domain::outgoing& message,
                                    const domain::currency& in) {
  auto& use =
      compiled_->by_type.at(static_cast<std::size_t>(message.about.type));
  const auto values = values_of(message, in);
  return {on_one_line(use.subject.render(values)),
          with_mail_line_ends(use.text.render(values)),
          with_mail_line_ends(use.html.render(values))};
}

} // namespace orderd::app
