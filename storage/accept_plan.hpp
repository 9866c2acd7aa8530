// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/values.hpp"
#include "storage/write_bisect.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace orderd::storage {

/// What the database said about the names in a batch.
struct accept_lookup {
  struct product {
    domain::product_id id;
    domain::money price;
    bool active = true;
  };
  struct reference {
    domain::order_id order;
    std::string digest;
  };

  std::unordered_map<std::string, domain::customer_id> customers;
  std::unordered_map<std::string, product> products;
  std::unordered_map<std::string, reference> refs;
  std::unordered_map<std::int64_t, domain::order_id> lines;
};

/// One order that is to be recorded.
struct planned_order {
  struct item {
    domain::product_id product;
    std::int32_t quantity = 0;
    domain::money unit_price;
    domain::money total_price;
  };

  std::size_t index = 0; ///< in the request
  std::string digest;    ///< if it has a reference
  domain::money total;
  std::vector<item> items;
};

/// What is to become of a batch before stock is looked at.
struct accept_plan {
  std::vector<order_decision> decisions; ///< `order` of accepted is not set
  std::vector<planned_order> orders;     ///< the accepted, in file order
  /// For duplicates of an order of the same batch: that one's place in
  /// `orders`.
  std::unordered_map<std::size_t, std::size_t> twins;
};

/// The largest total of one order, in minor units: sums of millions of them
/// stay within int64.
inline constexpr std::int64_t max_order_total = 999'999'999'999;

/// Decides each order of a batch in file order: duplicate, rejected or to be
/// recorded. `refused` names the orders that the database itself refused.
accept_plan plan_accept(const accept_request& request,
                        const accept_lookup& found, const refusals& refused);

} // namespace orderd::storage
