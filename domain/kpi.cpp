// SPDX-License-Identifier: Apache-2.0
#include "domain/kpi.hpp"

#include "domain/order.hpp"

namespace orderd::domain {
namespace {

using customer_sums = std::map<customer_id, customer_delta>;

void add(customer_sums& to, customer_id customer, std::int64_t spent,
         std::int64_t orders) {
  auto& sum = to[customer];
  sum.customer = customer;
  sum.spent += spent;
  sum.orders += orders;
}

std::vector<customer_delta> listed(const customer_sums& sums) {
  std::vector<customer_delta> deltas;
  deltas.reserve(sums.size());
  for (const auto& [customer, delta] : sums)
    deltas.push_back(delta);
  return deltas;
}

} // namespace

kpi_figures& kpi_figures::operator+=(const kpi_figures& other) noexcept {
  orders_paid += other.orders_paid;
  gross_revenue += other.gross_revenue;
  units_sold += other.units_sold;
  cancelled_out_of_stock += other.cancelled_out_of_stock;
  cancelled_payment_declined += other.cancelled_payment_declined;
  cancelled_refunded += other.cancelled_refunded;
  refunds += other.refunds;
  refunds_by_order_day += other.refunds_by_order_day;
  return *this;
}

std::int64_t kpi_figures::average_order_value() const noexcept {
  return divide_half_up(money{gross_revenue}, orders_paid).minor;
}

void fold(kpi_table& into, const order_outcome& outcome) {
  auto& figures = into[kpi_key{outcome.day, outcome.source}];
  if (outcome.paid) {
    figures.orders_paid += 1;
    figures.gross_revenue += outcome.total.minor;
    figures.units_sold += outcome.units;
  } else if (outcome.cancel_reason == reason_out_of_stock) {
    figures.cancelled_out_of_stock += 1;
  } else {
    figures.cancelled_payment_declined += 1;
  }
}

void fold(kpi_table& into, const refund_outcome& outcome) {
  auto& own = into[kpi_key{outcome.day, outcome.source}];
  own.refunds += outcome.amount.minor;
  own.cancelled_refunded += outcome.cancels_order ? 1 : 0;
  into[kpi_key{outcome.order_day, outcome.source}].refunds_by_order_day +=
      outcome.amount.minor;
}

std::vector<customer_delta>
customer_deltas(const std::vector<order_outcome>& outcomes) {
  customer_sums sums;
  for (const auto& outcome : outcomes)
    if (outcome.paid)
      add(sums, outcome.customer, outcome.total.minor, 1);
  return listed(sums);
}

std::vector<customer_delta>
customer_deltas(const std::vector<refund_outcome>& outcomes) {
  customer_sums sums;
  for (const auto& outcome : outcomes)
    add(sums, outcome.customer, -outcome.amount.minor, 0);
  return listed(sums);
}

} // namespace orderd::domain
