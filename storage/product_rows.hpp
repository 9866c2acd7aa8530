// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace orderd::storage {

/// A product as it is and as it is to become.
struct product_row {
  domain::product_id id;
  std::string name;
  std::string description;
  std::int64_t price = 0;
  std::int64_t stock = 0;
  std::int64_t stock_before = 0;
  bool active = true;
  bool fresh = false;
};

/// By SKU.
using product_rows = std::map<std::string, product_row>;

/// The products with these SKUs, locked until the transaction ends.
product_rows lock_product_rows(transaction& tx,
                               const std::set<std::string>& skus);

/// Why stock changed, for the record.
struct movement_cause {
  std::int64_t first_id = 0; ///< of as many movements as there are rows
  std::string reason;
  std::optional<std::int64_t> import;
  domain::utc_time at;
};

/// Writes rows, and a movement for each whose stock changed.
void add_product_rows(pipeline& to, const product_rows& rows,
                      movement_cause cause);

} // namespace orderd::storage
