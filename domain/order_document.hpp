// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/order.hpp"

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace orderd::domain {

/// The source of orders that name none.
inline constexpr std::string_view default_source = "default";

/// One order that a program or a person gave by itself.
struct created_order {
  std::string source{default_source};
  order_input order; ///< its order_ref is never empty
};

/// Why a document is no order.
struct document_error {
  std::string field;  ///< such as `customer.email`; empty for the document
  std::string reason; ///< a sentence that names the field
};

/// Reads an order document: an object with
/// - `order_ref`, the order's key within its source;
/// - optionally `source`, `phone`, `address` (null is taken as not given);
/// - `customer` {`name`, `email`}, or `customer_name` (or `name`) and
///   `customer_email` (or `email`);
/// - `products` or `items`: an array of {`sku`, `quantity`}.
/// Any other field is an error, and so is one that is there under two names.
tl::expected<created_order, document_error>
read_order_document(const nlohmann::json& document);

/// The same from text; a field that stands twice is an error here too.
tl::expected<created_order, document_error>
parse_order_document(std::string_view text);

} // namespace orderd::domain
