// SPDX-License-Identifier: Apache-2.0
#include "storage/test_notice.hpp"
#include "tests/support/memory_deliveries.hpp"

namespace orderd::testing {
namespace {

using domain::notification_type;

std::shared_ptr<const domain::notice_content>
content_of(const memory_store& store, const stored_order& order) {
  auto content = std::make_shared<domain::notice_content>();
  content->customer_name = order.input.name;
  for (const auto& line : order.input.lines) {
    const auto& product = store.products.at(line.sku);
    content->items.push_back({line.sku,
                              product.name,
                              line.quantity,
                              {product.price.minor * line.quantity}});
  }
  return content;
}

// All but what belongs to a certain notification.
domain::outgoing about_order(const memory_store& store,
                             const stored_order& order) {
  domain::outgoing message;
  message.about.order = order.open.order;
  message.about.customer = order.open.customer;
  message.about.total = order.open.total;
  message.about.source = order.open.source;
  message.about.content = content_of(store, order);
  message.state = order.state;
  message.email = order.input.email;
  message.phone = order.input.phone;
  if (!order.input.order_ref.empty())
    message.order_ref = order.input.order_ref;
  message.ordered_at = order.accepted_at;
  message.accepted_at = order.accepted_at;
  return message;
}

void add_refund(domain::outgoing& message, const stored_refund& refund) {
  message.about.refund = refund.id;
  message.about.total = refund.plan.amount;
  message.refund_state = refund.status;
  message.reason = refund.input.reason;
}

void add_id(domain::outgoing& message, const std::string& channel) {
  message.id =
      domain::id_of(message.about, domain::channel_code(channel).value());
}

domain::order_state state_after(notification_type type) {
  using enum notification_type;
  switch (type) {
  case processing:
    return {domain::order_status::processing,
            domain::payment_status::processing};
  case failure:
    return {domain::order_status::cancelled, domain::payment_status::failed};
  case success:
  case refund_completed:
  case refund_failed:
    break;
  }
  return {domain::order_status::paid, domain::payment_status::paid};
}

} // namespace

std::vector<domain::outgoing>
load_outgoing(const memory_store& store,
              const std::vector<domain::notice>& notices,
              const std::string& channel) {
  std::vector<domain::outgoing> all;
  for (const auto& about : notices) {
    const auto order = store.orders.find(about.order);
    const auto refund = store.refunds.find(about.refund);
    if (order == store.orders.end() ||
        (about.refund && refund == store.refunds.end()))
      continue;
    auto message = about_order(store, order->second);
    message.about.type = about.type;
    if (about.type == notification_type::failure)
      message.about.cancel_reason = order->second.cancel_reason;
    if (about.refund)
      add_refund(message, refund->second);
    add_id(message, channel);
    const auto told =
        store.told_at.find({domain::subject_of(about), about.type});
    if (told != store.told_at.end())
      message.since = told->second;
    if (const auto known = store.exceptions.find(message.id);
        known != store.exceptions.end()) {
      message.attempts = known->second.last.attempts;
      message.forgiven = known->second.forgiven;
      message.resends = known->second.resends;
    }
    all.push_back(std::move(message));
  }
  return all;
}

std::optional<domain::outgoing> load_test_notice(const memory_store& store,
                                                 domain::order_id order,
                                                 notification_type type,
                                                 const std::string& channel,
                                                 domain::utc_time now) {
  const auto found = store.orders.find(order);
  if (found == store.orders.end())
    return std::nullopt;
  auto message = about_order(store, found->second);
  message.about.type = type;
  const auto refunds = store.refunds_of.find(order);
  if ((type == notification_type::refund_completed ||
       type == notification_type::refund_failed) &&
      refunds != store.refunds_of.end() && !refunds->second.empty())
    add_refund(message, store.refunds.at(refunds->second.back()));
  storage::make_test_notice(message, found->second.open.total, now);
  add_id(message, channel);
  return message;
}

domain::notice_batch add_told_orders(memory_store& store, int count,
                                     notification_type type,
                                     domain::utc_time now) {
  if (!store.products.contains("TOLD"))
    store.add_product("TOLD", 1'000, 1'000'000'000);
  const auto& product = store.products.at("TOLD");
  domain::notice_batch batch{{++store.last_id}, {}, now};
  for (int i = 0; i < count; ++i) {
    stored_order order;
    order.open.order = {++store.last_order};
    const auto number = std::to_string(order.open.order.value);
    order.input.email = "c" + number + "@example.org";
    order.input.name = "Customer " + number;
    auto& line = order.input.lines.emplace_back();
    line.sku = "TOLD";
    line.quantity = 1;
    order.open.customer = {++store.last_id};
    store.customers[order.input.email] = {order.open.customer, order.input.name,
                                          0, 0};
    order.open.batch = batch.batch;
    order.open.total = product.price;
    order.open.source = "test";
    order.open.items.push_back({product.id, 1});
    order.open.content = content_of(store, order);
    order.state = state_after(type);
    order.accepted_at = now;
    if (type == notification_type::failure)
      order.cancel_reason = domain::reason_payment_declined;
    auto& about = batch.notices.emplace_back();
    about.order = order.open.order;
    about.customer = order.open.customer;
    about.type = type;
    about.total = order.open.total;
    about.cancel_reason = order.cancel_reason;
    about.source = order.open.source;
    about.content = order.open.content;
    store.orders.emplace(order.open.order, std::move(order));
  }
  domain::commit_facts facts;
  tell(store, batch, facts);
  return facts.notices.empty() ? domain::notice_batch{}
                               : std::move(facts.notices.front());
}

} // namespace orderd::testing
