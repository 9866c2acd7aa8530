// SPDX-License-Identifier: Apache-2.0
#include "app/notify/webhook_message.hpp"

#include "app/notify/base64.hpp"
#include "app/notify/message_facts.hpp"

#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace orderd::app {
namespace {

using json = nlohmann::ordered_json;

json text_or_null(const std::string& text) {
  return text.empty() ? json() : json(text);
}

json items_of(const domain::outgoing& message, const domain::currency& in) {
  auto items = json::array();
  if (message.about.content == nullptr)
    return items;
  for (const auto& item : message.about.content->items)
    items.push_back(
        {{"sku", item.sku},
         {"name", text_or_null(item.name)},
         {"quantity", item.quantity},
         {"total_price", domain::format_money(item.total_price, in)}});
  return items;
}

json data_of(const domain::outgoing& message, const domain::currency& in) {
  const auto& about = message.about;
  json data{{"notification_id", message.id.value},
            {"test", message.test},
            {"message", domain::notification_message(about, in)},
            {"order_id", about.order.value},
            {"order_number", domain::order_number(about.order)},
            {"order_ref", text_or_null(message.order_ref.value_or(""))},
            {"order_status", to_string(message.state.status)},
            {"payment_status", to_string(message.state.payment)},
            {"source", about.source},
            {"customer_id", about.customer.value},
            {"customer_name", text_or_null(customer_name(message))},
            {"customer_email", text_or_null(message.email)},
            {"total", domain::format_money(about.total, in)},
            {"currency", in.code},
            {"reason", text_or_null(spoken_reason(message))}};
  if (about.refund) {
    data["refund_id"] = about.refund.value;
    data["refund_number"] = domain::refund_number(about.refund);
    data["refund_status"] =
        message.refund_state ? json(to_string(*message.refund_state)) : json();
  }
  data["items"] = items_of(message, in);
  return data;
}

std::string hmac_sha256(const std::string& key, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (::HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(),
             digest.data(), &size) == nullptr)
    throw std::runtime_error("cannot sign a webhook: OpenSSL has no SHA-256");
  return {reinterpret_cast<const char*>(digest.data()), size};
}

} // namespace

std::string webhook_body(const domain::outgoing& message,
                         const domain::currency& in) {
  const json body{{"type", to_string(message.about.type)},
                  {"timestamp", domain::format_time(message.since)},
                  {"data", data_of(message, in)}};
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string webhook_signature(const std::vector<std::string>& keys,
                              const std::string& id, std::int64_t timestamp,
                              const std::string& body) {
  const auto text = id + "." + std::to_string(timestamp) + "." + body;
  std::string result;
  for (const auto& key : keys)
    result.append(result.empty() ? "v1," : " v1,")
        .append(to_base64(hmac_sha256(key, text)));
  return result;
}

} // namespace orderd::app
