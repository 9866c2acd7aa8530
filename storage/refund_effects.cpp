// SPDX-License-Identifier: Apache-2.0
#include "storage/refund_effects.hpp"

#include "domain/order.hpp"
#include "storage/refund_statements.hpp"
#include "storage/write_statements.hpp"

#include <tuple>

namespace orderd::storage {

void refund_effects::note_order(const domain::order_books& books) {
  orders_.try_emplace(books.order.value, change{books.state, books.state});
}

void refund_effects::note_state(const domain::order_books& books) {
  orders_.at(books.order.value).after = books.state;
}

// One statement for all orders that go from one state to the same other one.
void refund_effects::add_orders(pipeline& to, domain::utc_time now) {
  using step = std::tuple<domain::order_status, domain::payment_status,
                          domain::order_status, domain::payment_status>;
  std::map<step, std::vector<std::int64_t>> steps;
  for (const auto& [id, own] : orders_)
    if (own.before != own.after)
      steps[{own.before.status, own.before.payment, own.after.status,
             own.after.payment}]
          .push_back(id);
  expected_.clear();
  for (const auto& [taken, ids] : steps) {
    const auto& [status, payment, to_status, to_payment] = taken;
    params with;
    with.add_array(ids).add(to_string(status)).add(to_string(payment));
    with.add(to_string(to_payment));
    const bool cancels = status != to_status;
    if (cancels)
      with.add(now);
    to.emplace_back(cancels ? &sql::cancel_refunded : &sql::change_orders,
                    std::move(with));
    expected_.push_back(static_cast<std::int64_t>(ids.size()));
  }
}

void refund_effects::require_orders(const std::vector<result>& answers,
                                    std::size_t from) const {
  for (std::size_t i = 0; i < expected_.size(); ++i)
    if (answers[from + i].affected() != expected_[i])
      throw error(error_kind::internal,
                  "cannot settle refunds: an order changed under its lock");
}

void refund_effects::add_sums(pipeline& to, const write_context& context) {
  if (outcomes_.empty())
    return;
  std::vector<std::int64_t> ids, spent, orders;
  for (const auto& delta : domain::customer_deltas(outcomes_)) {
    ids.push_back(delta.customer.value);
    spent.push_back(delta.spent);
    orders.push_back(delta.orders);
  }
  params with;
  with.add_array(ids).add_array(spent).add_array(orders);
  to.emplace_back(&sql::add_to_customers, std::move(with));
  kpis_.clear();
  for (const auto& outcome : outcomes_)
    fold(kpis_, outcome);
  to.emplace_back(
      &sql::add_kpis,
      kpi_params(kpis_, context.currency, context.session.place().connection));
}

void refund_effects::tell(commit_facts& facts) {
  facts.customers = domain::customer_deltas(outcomes_);
  facts.kpis = std::move(kpis_);
}

domain::refund_outcome outcome_of(const domain::order_books& books,
                                  domain::money amount,
                                  domain::business_day today, bool taken_back) {
  domain::refund_outcome outcome;
  outcome.day = today;
  outcome.order_day = books.order_day.value_or(today);
  outcome.source = books.source;
  outcome.customer = books.customer;
  outcome.amount = {taken_back ? -amount.minor : amount.minor};
  return outcome;
}

} // namespace orderd::storage
