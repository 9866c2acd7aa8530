// SPDX-License-Identifier: Apache-2.0
// What happened to an order, and when.
#include "actors/document_values.hpp"
#include "domain/ids.hpp"
#include "domain/refund.hpp"
#include "domain/time.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace orderd::actors {

namespace {

struct moment {
  domain::utc_time at;
  std::string_view event;
  std::string text;
};

/// Collects what happened, each thing behind what it follows from, so that
/// things of one instant stand in their order.
class timeline {
public:
  timeline(const domain::order_view& order, const document_terms& terms)
      : order_(order), terms_(terms) {}

  json_document write() {
    add_order();
    for (const auto& refund : order_.refunds)
      add(refund);
    if (is_refunded())
      add_cancelled();
    for (const auto& told : order_.notifications)
      add(told);
    std::ranges::stable_sort(moments_, {}, &moment::at);
    auto list = json_document::array();
    for (auto& one : moments_)
      list.push_back({{"at", domain::format_time(one.at)},
                      {"event", one.event},
                      {"text", std::move(one.text)}});
    return list;
  }

private:
  void add(std::optional<domain::utc_time> at, std::string_view event,
           std::string text) {
    if (at)
      moments_.push_back({*at, event, std::move(text)});
  }

  [[nodiscard]] std::string money(domain::money value) const {
    return amount(value, terms_) + " " + order_.currency;
  }

  [[nodiscard]] bool is_refunded() const {
    return order_.cancel_reason == "refunded";
  }

  [[nodiscard]] std::string units() const {
    std::int64_t sum = 0;
    for (const auto& item : order_.items)
      sum += item.quantity;
    return std::to_string(sum) + (sum == 1 ? " unit" : " units");
  }

  void add_order() {
    add(order_.accepted_at, "accepted",
        "from " + order_.source + ", " + money(order_.total));
    if (order_.cancel_reason != "out_of_stock")
      add(order_.accepted_at, "reserved", units());
    add(order_.paid_at, "paid",
        money(order_.total) + (order_.transaction_id
                                   ? ", transaction " + *order_.transaction_id
                                   : ""));
    if (!is_refunded())
      add_cancelled();
  }

  void add_cancelled() {
    auto why = order_.cancel_reason.value_or("");
    if (order_.payment_error)
      why += ": " + *order_.payment_error;
    add(order_.cancelled_at, "cancelled", std::move(why));
  }

  void add(const domain::refund_view& refund) {
    const auto what =
        domain::refund_number(refund.id) + ", " + money(refund.amount);
    const auto because = [&what](const std::string& why) {
      return why.empty() ? what : what + ": " + why;
    };
    add(refund.requested_at, "refund_requested", because(refund.reason));
    using enum domain::refund_status;
    const auto status = domain::parse_refund_status(refund.status);
    if (status == failed)
      add(refund.completed_at, "refund_failed", because(refund.error_message));
    else if (status == cancelled)
      add(refund.completed_at, "refund_cancelled", what);
    else
      add(refund.completed_at, "refund_completed", what);
    add(refund.reversed_at, "refund_reversed", because(refund.reversal_reason));
  }

  void add(const domain::notification_view& told) {
    auto text = told.type + " over " + told.channel;
    if (domain::is_about_refund(told.id))
      text += ", " + domain::refund_number({domain::subject_of(told.id)});
    add(told.sent_at, "notified", std::move(text));
  }

  const domain::order_view& order_;
  const document_terms& terms_;
  std::vector<moment> moments_;
};

} // namespace

json_document timeline_of(const domain::order_view& order,
                          const document_terms& terms) {
  return timeline(order, terms).write();
}

} // namespace orderd::actors
