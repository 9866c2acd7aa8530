// SPDX-License-Identifier: Apache-2.0
#include "domain/leaderboard.hpp"
#include "tests/support/memory_refunds.hpp"

namespace orderd::testing {
namespace {

using customer_map = std::map<domain::customer_id, domain::customer_delta>;

void add(customer_map& to, const std::vector<domain::customer_delta>& deltas) {
  for (const auto& delta : deltas) {
    auto& sum = to[delta.customer];
    sum.customer = delta.customer;
    sum.spent += delta.spent;
    sum.orders += delta.orders;
  }
}

std::int64_t units_of(const stored_order& order) {
  std::int64_t units = 0;
  for (const auto& item : order.open.items)
    units += item.quantity;
  return units;
}

// What an order counts, whatever was refunded of it later.
domain::order_outcome outcome_of(const stored_order& order) {
  const bool paid = order.cancel_reason.empty() ||
                    order.cancel_reason == domain::reason_refunded;
  return {order.day.value(),
          order.open.source,
          order.open.customer,
          order.open.total,
          units_of(order),
          paid,
          paid ? std::string{} : order.cancel_reason};
}

domain::kpi_figures minus(const domain::kpi_figures& a,
                          const domain::kpi_figures& b) {
  domain::kpi_figures d;
  d.orders_paid = a.orders_paid - b.orders_paid;
  d.gross_revenue = a.gross_revenue - b.gross_revenue;
  d.units_sold = a.units_sold - b.units_sold;
  d.cancelled_out_of_stock =
      a.cancelled_out_of_stock - b.cancelled_out_of_stock;
  d.cancelled_payment_declined =
      a.cancelled_payment_declined - b.cancelled_payment_declined;
  d.cancelled_refunded = a.cancelled_refunded - b.cancelled_refunded;
  d.refunds = a.refunds - b.refunds;
  d.refunds_by_order_day = a.refunds_by_order_day - b.refunds_by_order_day;
  return d;
}

domain::kpi_table minus(domain::kpi_table a, const domain::kpi_table& b) {
  for (const auto& [key, figures] : b)
    a[key] = minus(a[key], figures);
  std::erase_if(
      a, [](const auto& day) { return day.second == domain::kpi_figures{}; });
  return a;
}

std::vector<domain::customer_delta> minus(customer_map a,
                                          const customer_map& b) {
  for (const auto& [id, delta] : b)
    add(a, {{id, -delta.spent, -delta.orders}});
  std::vector<domain::customer_delta> left;
  for (const auto& [id, delta] : a)
    if (delta.spent != 0 || delta.orders != 0)
      left.push_back(delta);
  return left;
}

std::uint64_t digest_of(const customer_map& customers) {
  std::uint64_t sum = 0;
  for (const auto& [id, delta] : customers)
    sum += domain::digest_of({id, delta.spent, delta.orders});
  return sum;
}

} // namespace

void add_figures(memory_store& store, const domain::kpi_table& days,
                 const std::vector<domain::customer_delta>& customers) {
  for (const auto& [key, figures] : days)
    store.kpis[key] += figures;
  for (const auto& delta : customers)
    for (auto& [email, customer] : store.customers)
      if (customer.id == delta.customer) {
        customer.spent += delta.spent;
        customer.orders += delta.orders;
      }
}

stored_figures figures_of(const memory_store& store) {
  stored_figures figures;
  figures.stored = store.kpis;
  for (const auto& [email, customer] : store.customers)
    if (customer.orders > 0)
      figures.stored_customers[customer.id] = {customer.id, customer.spent,
                                               customer.orders};
  for (const auto& [id, order] : store.orders)
    if (order.day) {
      const auto outcome = outcome_of(order);
      domain::fold(figures.computed, outcome);
      add(figures.computed_customers, domain::customer_deltas({outcome}));
    }
  for (const auto& [id, refund] : store.refunds) {
    if (!refund.completed_on)
      continue;
    const auto& order = store.orders.at(refund.order);
    domain::refund_outcome outcome{
        *refund.completed_on, order.day.value(),  order.open.source,
        order.open.customer,  refund.plan.amount, refund.cancelled_order};
    std::vector outcomes{outcome};
    if (refund.reversed_on) {
      outcome.day = *refund.reversed_on;
      outcome.amount.minor = -outcome.amount.minor;
      outcome.cancels_order = false;
      outcomes.push_back(outcome);
    }
    for (const auto& one : outcomes)
      domain::fold(figures.computed, one);
    add(figures.computed_customers, domain::customer_deltas(outcomes));
  }
  return figures;
}

domain::figures_report compare_figures(const stored_figures& stored,
                                       const domain::memory_figures& memory,
                                       const domain::figures_scope& scope) {
  domain::figures_report report;
  auto& fix = report.fix;
  if (scope.days) {
    report.days = static_cast<std::int64_t>(stored.computed.size());
    fix.stored_days = minus(stored.computed, stored.stored);
    fix.memory_days = minus(stored.computed, memory.kpis);
  }
  if (!scope.customers)
    return report;
  report.customers =
      static_cast<std::int64_t>(stored.computed_customers.size());
  fix.stored_customers =
      minus(stored.computed_customers, stored.stored_customers);
  if (memory.totals) {
    customer_map in_memory;
    add(in_memory, *memory.totals);
    fix.memory_customers = minus(stored.computed_customers, in_memory);
  } else {
    report.needs_totals =
        memory.leaderboard_digest != digest_of(stored.computed_customers);
  }
  return report;
}

} // namespace orderd::testing
