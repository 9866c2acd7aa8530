// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace orderd::domain {

/// So many units of one product, 1 or more.
struct reservation_line {
  product_id product;
  std::int64_t quantity = 0;
};

/// What one order asks for; a product may stand in several lines.
using reservation_request = std::vector<reservation_line>;

/// Units on hand by product, ordered by product id.
using stock_levels = std::map<product_id, std::int64_t>;

/// What became of a batch of requests.
struct reservation {
  /// One entry a request, in their order: whether the whole order was served.
  std::vector<bool> granted;
  /// Units taken from each product, more than 0, ordered by product id.
  stock_levels taken;
};

/// Serves the requests one after the other: each gets all of its lines from
/// what the earlier ones left, or nothing. A product that `stock` does not
/// name has no units.
reservation reserve(const std::vector<reservation_request>& requests,
                    const stock_levels& stock);

} // namespace orderd::domain
