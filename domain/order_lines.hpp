// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/order.hpp"
#include "domain/values.hpp"

#include <string_view>
#include <vector>

namespace orderd::domain {

/// What to do with keys other than `sku` and `quantity`.
enum class unknown_keys { ignored, refused };

/// Reads a JSON array of `{"sku": text, "quantity": whole number}`, without
/// recursion and without building a document. Several lines may have the same
/// SKU. The reason of a fault goes on behind the name of what was read:
/// "products" "holds no lines".
value_result<std::vector<order_line>>
read_order_lines(std::string_view json,
                 unknown_keys keys = unknown_keys::ignored);

} // namespace orderd::domain
