// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

/// The operations of `writer` on products; see there.
namespace orderd::storage {

products_result apply_products(const write_context& context,
                               const products_request& request);

stock_level change_stock(const write_context& context,
                         const stock_change& change, domain::utc_time now);

} // namespace orderd::storage
