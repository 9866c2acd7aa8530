// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/time.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace orderd::domain {

/// The figures of one day (DESIGN: Figures). Sums of several days, sources or
/// connections are the member-wise sums.
struct kpi_figures {
  std::int64_t orders_paid = 0;
  std::int64_t gross_revenue = 0; ///< minor units captured
  std::int64_t units_sold = 0;
  std::int64_t cancelled_out_of_stock = 0;
  std::int64_t cancelled_payment_declined = 0;
  std::int64_t cancelled_refunded = 0; ///< paid orders, by their refund's day
  std::int64_t refunds = 0; ///< minor units, by the day of the refund
  std::int64_t refunds_by_order_day = 0;

  kpi_figures& operator+=(const kpi_figures& other) noexcept;
  friend bool operator==(const kpi_figures&, const kpi_figures&) = default;

  [[nodiscard]] std::int64_t net_revenue() const noexcept {
    return gross_revenue - refunds;
  }
  [[nodiscard]] std::int64_t orders_cancelled() const noexcept {
    return cancelled_out_of_stock + cancelled_payment_declined +
           cancelled_refunded;
  }
  /// Gross revenue by orders paid, rounded half up; 0 without orders.
  [[nodiscard]] std::int64_t average_order_value() const noexcept;
};

/// A day of one source.
struct kpi_key {
  business_day day;
  std::string source;

  friend auto operator<=>(const kpi_key&, const kpi_key&) = default;
};

using kpi_table = std::map<kpi_key, kpi_figures>;

/// What a commit added to one customer.
struct customer_delta {
  customer_id customer;
  std::int64_t spent = 0; ///< minor units, negative for refunds
  std::int64_t orders = 0;
};

/// How one order ended, as far as the figures are concerned.
struct order_outcome {
  business_day day;
  std::string source;
  customer_id customer;
  money total;
  std::int64_t units = 0;
  bool paid = false;
  std::string cancel_reason; ///< empty if paid
};

/// Folds an outcome into a table of day figures.
void fold(kpi_table& into, const order_outcome& outcome);

/// A refund that went through, as far as the figures are concerned; one that
/// was taken back has a negative amount.
struct refund_outcome {
  business_day day;       ///< of the refund
  business_day order_day; ///< on which its order counted as paid
  std::string source;
  customer_id customer;
  money amount;
  bool cancels_order = false;
};

/// Folds a refund into a table of day figures: by its own day, and by that of
/// its order.
void fold(kpi_table& into, const refund_outcome& outcome);

/// Sums the customers' parts of the paid outcomes, ordered by customer.
std::vector<customer_delta>
customer_deltas(const std::vector<order_outcome>& outcomes);

/// The same for refunds: they lower what was spent, not the number of orders.
std::vector<customer_delta>
customer_deltas(const std::vector<refund_outcome>& outcomes);

} // namespace orderd::domain
