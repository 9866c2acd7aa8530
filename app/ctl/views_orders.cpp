// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/fields.hpp"
#include "app/ctl/views.hpp"

#include <string>

namespace orderd::ctl {

namespace {

/// The customer as `Name <e-mail>`.
std::string who(const document& customer) {
  return field(customer, "name") + " <" + field(customer, "email") + ">";
}

/// Where an order came from: `source:ref`, or its file and line.
std::string origin(const document& order) {
  const auto ref = field(order, "order_ref");
  if (ref != "-")
    return field(order, "source") + ":" + ref;
  const auto import = field(order, "import_id");
  if (import == "-")
    return field(order, "source");
  return field(order, "source") + ", import " + import + ", line " +
         field(order, "line");
}

cell status_with_reason(const document& order) {
  auto result = status_cell(order, "status");
  if (const auto reason = field(order, "cancel_reason"); reason != "-")
    result.text += " (" + reason + ")";
  return result;
}

std::string items_text(const document& order, colours use) {
  table items({{"SKU"},
               {"QUANTITY", align::right},
               {"UNIT PRICE", align::right},
               {"TOTAL", align::right}});
  for (const auto& item : part(order, "items"))
    items.add({{field(item, "sku")},
               {number(item, "quantity")},
               {number(item, "unit_price")},
               {number(item, "total_price")}});
  return items.empty() ? "" : "\n" + items.text(use);
}

std::string refunds_text(const document& order, colours use) {
  table refunds(
      {{"REFUND"}, {"TYPE"}, {"STATUS"}, {"AMOUNT", align::right}, {"REASON"}});
  for (const auto& refund : part(order, "refunds"))
    refunds.add({{field(refund, "refund_number")},
                 {field(refund, "type")},
                 refund_status(refund),
                 {number(refund, "amount")},
                 {field(refund, "reason")}});
  if (refunds.empty())
    return {};
  return "\n" + refunds.text(use) + "refunded " + money(order, "refunded") +
         ", pending " + money(order, "refunds_pending") + ", left " +
         money(order, "refundable") + "\n";
}

std::string timeline_text(const document& order, colours use) {
  table events({{"WHEN (UTC)"}, {"EVENT"}, {"WHAT"}});
  for (const auto& event : part(order, "timeline"))
    events.add({{moment(event, "at")},
                {field(event, "event")},
                {field(event, "text", 400)}});
  return events.empty() ? "" : "\n" + events.text(use);
}

} // namespace

std::string order_view(const document& order, colours use) {
  const auto heading =
      field(order, "order_number") + (part(order, "duplicate") == true
                                          ? "  (it was accepted earlier)\n"
                                          : "\n");
  return heading +
         facts_text({{"status", status_with_reason(order)},
                     {"payment", status_cell(order, "payment_status")},
                     {"total", {money(order, "total_amount")}},
                     {"customer", {who(part(order, "customer"))}},
                     {"origin", {origin(order)}},
                     {"accepted", {moment(order, "accepted_at")}},
                     {"paid", {moment(order, "paid_at")}}},
                    use) +
         items_text(order, use) + refunds_text(order, use) +
         timeline_text(order, use);
}

std::string orders_view(const document& page, colours use) {
  table orders({{"ORDER"},
                {"STATUS"},
                {"PAYMENT"},
                {"TOTAL", align::right},
                {"CUSTOMER"},
                {"ORIGIN"},
                {"ACCEPTED (UTC)"}});
  for (const auto& order : part(page, "orders"))
    orders.add({{field(order, "order_number")},
                status_with_reason(order),
                status_cell(order, "payment_status"),
                {money(order, "total_amount")},
                {field(part(order, "customer"), "email", 40)},
                {origin(order)},
                {moment(order, "accepted_at")}});
  if (orders.empty())
    return "no orders\n";
  return orders.text(use) + more_line(page);
}

std::string notification_view(const document& notification, colours use) {
  return "notification " + field(notification, "notification_id") + "\n" +
         facts_text({{"order", {field(notification, "order_id")}},
                     {"type", {field(notification, "type")}},
                     {"channel", {field(notification, "channel")}},
                     {"message", {field(notification, "message", 400)}},
                     {"delivery", status_cell(notification, "delivery_status")},
                     {"attempts", {field(notification, "attempts")}},
                     {"sent", {moment(notification, "sent_at")}},
                     {"error", {field(notification, "error_message", 400)}}},
                    use);
}

std::string notifications_view(const document& list, colours use) {
  table notifications({{"ID", align::right},
                       {"TYPE"},
                       {"CHANNEL"},
                       {"DELIVERY"},
                       {"SENT (UTC)"},
                       {"MESSAGE"}});
  for (const auto& one : part(list, "notifications"))
    notifications.add({{field(one, "notification_id")},
                       {field(one, "type")},
                       {field(one, "channel")},
                       status_cell(one, "delivery_status"),
                       {moment(one, "sent_at")},
                       {field(one, "message", 100)}});
  return notifications.empty() ? "no notifications\n" : notifications.text(use);
}

} // namespace orderd::ctl
