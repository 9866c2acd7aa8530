// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/csv_reader.hpp"
#include "domain/header.hpp"
#include "domain/order.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace orderd::domain {

/// The columns of an orders file: `customer_name` (or `name`),
/// `customer_email` (or `email`), `products`, and optionally `phone`,
/// `address`, `order_ref`, in any order.
class orders_layout {
public:
  /// Reads the header; an error is one of the file as a whole.
  static tl::expected<orders_layout, reject>
  from_header(const csv_record& header);

  /// The order that a record describes, or why it describes none.
  [[nodiscard]] tl::expected<order_input, reject>
  to_order(const csv_record& record) const;

  [[nodiscard]] std::size_t column_count() const noexcept {
    return header_.size();
  }

  /// Columns that mean nothing here, harmless to show.
  [[nodiscard]] const std::vector<std::string>&
  unknown_columns() const noexcept {
    return header_.unknown();
  }

private:
  explicit orders_layout(header columns) : header_{std::move(columns)} {}

  header header_;
};

} // namespace orderd::domain
