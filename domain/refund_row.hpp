// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/csv_reader.hpp"
#include "domain/header.hpp"
#include "domain/money.hpp"
#include "domain/order.hpp"
#include "domain/refund.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace orderd::domain {

/// The columns of a refunds file: `order`, and `amount` or `full` or both, and
/// perhaps `reason`, `notes`, `key` and `restock`, in any order.
class refunds_layout {
public:
  /// Reads the header record; an error is one of the file as a whole.
  static tl::expected<refunds_layout, reject>
  from_header(const csv_record& record);

  /// The refund that a record asks for, its amount above 0 in the currency
  /// `in`, or why it asks for none. Its key is the cell's, and may be empty.
  [[nodiscard]] tl::expected<refund_input, reject>
  to_refund(const csv_record& record, const currency& in) const;

  [[nodiscard]] std::size_t column_count() const noexcept {
    return header_.size();
  }

  /// Columns that mean nothing here, harmless to show.
  [[nodiscard]] const std::vector<std::string>&
  unknown_columns() const noexcept {
    return header_.unknown();
  }

private:
  explicit refunds_layout(header columns) : header_{std::move(columns)} {}

  header header_;
};

} // namespace orderd::domain
