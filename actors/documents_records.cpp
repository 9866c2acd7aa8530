// SPDX-License-Identifier: Apache-2.0
// The documents of what stands in the database.
#include "actors/documents.hpp"

#include "actors/document_values.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace orderd::actors {

namespace {

/// What of a rejected row is shown; the rejects file has all of it.
constexpr std::size_t raw_bytes = 1024;

/// The first `limit` of what was found.
template <class T>
std::span<const T> page_of(const std::vector<T>& found, int limit) {
  return {found.data(),
          std::min(found.size(), static_cast<std::size_t>(limit))};
}

/// Where the next page starts, named by the last element of this one; null
/// on the last page.
template <class T, class Name>
json_document cursor_of(const std::vector<T>& found, int limit, Name name) {
  const auto page = page_of(found, limit);
  if (page.empty() || page.size() == found.size())
    return nullptr;
  return std::string(name(page.back()));
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  result.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    result += digits[value >> 4U];
    result += digits[value & 0xFU];
  }
  return result;
}

json_document items_of(const domain::order_view& order,
                       const document_terms& terms) {
  auto items = json_document::array();
  for (const auto& item : order.items)
    items.push_back({{"line", item.line},
                     {"sku", item.sku},
                     {"quantity", item.quantity},
                     {"unit_price", amount(item.unit_price, terms)},
                     {"total_price", amount(item.total_price, terms)}});
  return items;
}

/// What lists and the single order have in common.
json_document order_summary(const domain::order_view& order,
                            const document_terms& terms) {
  json_document customer{{"customer_id", order.customer.value},
                         {"name", order.customer_name},
                         {"email", order.customer_email}};
  return {{"order_id", order.id.value},
          {"order_number", domain::order_number(order.id)},
          {"source", order.source},
          {"order_ref", maybe(order.order_ref)},
          {"status", domain::to_string(order.state.status)},
          {"payment_status", domain::to_string(order.state.payment)},
          {"cancel_reason", maybe(order.cancel_reason)},
          {"subtotal", amount(order.subtotal, terms)},
          {"shipping", amount(order.shipping, terms)},
          {"discount", amount(order.discount, terms)},
          {"tax", amount(order.tax, terms)},
          {"total_amount", amount(order.total, terms)},
          {"currency", order.currency},
          {"ordered_at", domain::format_time(order.ordered_at)},
          {"accepted_at", domain::format_time(order.accepted_at)},
          {"paid_at", maybe(order.paid_at)},
          {"cancelled_at", maybe(order.cancelled_at)},
          {"customer", std::move(customer)},
          {"import_id", maybe(order.import_id)},
          {"line", maybe(order.line)}};
}

void add_sums(json_document& to, const domain::order_view& order,
              const document_terms& terms) {
  const auto sums = money_of(order);
  const bool all = order.refunds.size() <
                   static_cast<std::size_t>(domain::max_shown_refunds);
  const auto sum = [&](domain::money value) {
    return all ? json_document(amount(value, terms)) : json_document();
  };
  to["captured"] = amount(sums.captured, terms);
  to["refunded"] = sum(sums.refunded);
  to["refunds_pending"] = sum(sums.pending);
  to["refundable"] = sum(sums.refundable());
}

} // namespace

json_document order_document(const domain::order_view& order,
                             const document_terms& terms) {
  auto document = order_summary(order, terms);
  add_sums(document, order, terms);
  document["items"] = items_of(order, terms);
  document["refunds"] = refunds_document(order.refunds, terms)["refunds"];
  document["ship_to"] =
      order.ship_to ? json_document::parse(*order.ship_to, nullptr, false)
                    : json_document();
  if (document["ship_to"].is_discarded())
    document["ship_to"] = nullptr;
  document["transaction_id"] = maybe(order.transaction_id);
  document["payment_error"] = maybe(order.payment_error);
  return document;
}

json_document orders_document(const domain::order_page& page,
                              const document_terms& terms) {
  auto orders = json_document::array();
  for (const auto& order : page.orders)
    orders.push_back(order_summary(order, terms));
  return {{"orders", std::move(orders)},
          {"cursor", page.cursor
                         ? json_document(std::to_string(page.cursor->value))
                         : json_document()}};
}

json_document product_document(const domain::product_view& product,
                               const document_terms& terms) {
  return {{"product_id", product.id.value},
          {"sku", product.sku},
          {"name", product.name},
          {"description", product.description},
          {"price", amount(product.price, terms)},
          {"currency", terms.currency.code},
          {"stock_quantity", product.stock_quantity},
          {"reserved", product.reserved},
          {"active", product.active}};
}

json_document
products_document(const std::vector<domain::product_view>& products, int limit,
                  const document_terms& terms) {
  auto list = json_document::array();
  for (const auto& product : page_of(products, limit)) {
    auto document = product_document(product, terms);
    document.erase("reserved"); // lists do not count it
    document.erase("description");
    list.push_back(std::move(document));
  }
  auto cursor = cursor_of(products, limit,
                          [](const auto& product) { return product.sku; });
  return {{"products", std::move(list)}, {"cursor", std::move(cursor)}};
}

json_document stock_document(const domain::stock_level& level) {
  return {{"product_id", level.product.value},
          {"sku", level.sku},
          {"stock_before", level.before},
          {"stock_quantity", level.after}};
}

json_document customer_document(const domain::customer_view& customer,
                                const document_terms& terms) {
  return {{"customer_id", customer.id.value},
          {"email", customer.email},
          {"name", customer.name},
          {"phone", text_or_null(customer.phone)},
          {"address", text_or_null(customer.address)},
          {"total_spent", amount(customer.total_spent, terms)},
          {"currency", terms.currency.code},
          {"total_orders", customer.total_orders},
          {"created_at", domain::format_time(customer.created_at)}};
}

json_document
customers_document(const std::vector<domain::customer_view>& customers,
                   int limit, const document_terms& terms) {
  auto list = json_document::array();
  for (const auto& customer : page_of(customers, limit)) {
    auto document = customer_document(customer, terms);
    document.erase("address");
    list.push_back(std::move(document));
  }
  auto cursor = cursor_of(customers, limit, [](const auto& customer) {
    return std::to_string(customer.id.value);
  });
  return {{"customers", std::move(list)}, {"cursor", std::move(cursor)}};
}

json_document
notification_document(const domain::notification_view& notification,
                      const document_terms& terms) {
  return {{"notification_id", notification.id.value},
          {"order_id", notification.order.value},
          {"customer_id", notification.customer.value},
          {"type", notification.type},
          {"channel", notification.channel},
          {"order_status", notification.order_status},
          {"total_amount", amount(notification.total, terms)},
          {"currency", notification.currency},
          {"message", notification.message},
          {"delivery_status", notification.delivery_status},
          {"attempts", notification.attempts},
          {"sent_at", maybe(notification.sent_at)},
          {"error_message", text_or_null(notification.error_message)}};
}

json_document notifications_document(
    const std::vector<domain::notification_view>& notifications,
    const document_terms& terms) {
  auto list = json_document::array();
  for (const auto& notification : notifications)
    list.push_back(notification_document(notification, terms));
  return {{"notifications", std::move(list)}};
}

json_document import_document(const domain::import_record& import) {
  return {{"import_id", import.id.value},
          {"kind", domain::to_string(import.kind)},
          {"source", import.source},
          {"file", import.file},
          {"state", domain::to_string(import.state)},
          {"rows", import.rows},
          {"accepted", import.accepted},
          {"duplicates", import.duplicates},
          {"rejected", import.rejected},
          {"skipped", import.skipped},
          {"started_at", maybe(import.started_at)},
          {"finished_at", maybe(import.finished_at)},
          {"size_bytes", import.size},
          {"read_bytes", import.position.offset},
          {"content_sha256", hex(import.content_sha256)},
          {"unknown_columns", import.unknown_columns},
          {"cancel_requested", import.cancel_requested},
          {"notify", import.notify},
          {"archived_as", text_or_null(import.archived_as)},
          {"error_message", text_or_null(import.error_message)}};
}

json_document
imports_document(const std::vector<domain::import_record>& imports) {
  auto list = json_document::array();
  for (const auto& import : imports)
    list.push_back(import_document(import));
  return {{"imports", std::move(list)}};
}

json_document rejects_document(domain::import_id import,
                               const std::vector<domain::reject>& rejects,
                               int limit) {
  auto list = json_document::array();
  for (const auto& reject : page_of(rejects, limit))
    list.push_back({{"line", reject.line},
                    {"column", text_or_null(reject.column)},
                    {"code", reject.code},
                    {"reason", reject.reason},
                    {"raw", reject.raw.substr(0, raw_bytes)}});
  auto cursor = cursor_of(rejects, limit, [](const auto& reject) {
    return std::to_string(reject.line);
  });
  return {{"import_id", import.value},
          {"rejects", std::move(list)},
          {"cursor", std::move(cursor)}};
}

} // namespace orderd::actors
