// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/kpi.hpp"
#include "storage/connection.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace orderd::storage {

/// The day figures as orders, refunds and reversals say them, or those of one
/// day.
domain::kpi_table compute_kpis(connection& at,
                               std::optional<domain::business_day> day);

/// One customer's totals.
struct counted_customer {
  std::string email;
  domain::customer_delta stored;
  domain::customer_delta computed; ///< of the same customer
};

/// Gives each customer whose totals are or should be other than zero, by id.
/// Holds a page of them at a time. Needs an open transaction.
void compute_customers(
    connection& at, const std::function<void(const counted_customer&)>& each);

} // namespace orderd::storage
