// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/csv_reader.hpp"
#include "domain/header.hpp"
#include "domain/money.hpp"
#include "domain/order.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace orderd::domain {

/// What a file says about one product. What it does not say (no such column,
/// or an empty cell) stays as it is.
struct product_input {
  std::string sku;
  std::optional<std::string> name;
  std::optional<money> price;        ///< 0 or more
  std::optional<std::int64_t> stock; ///< 0 to `limits::stock`
  std::optional<std::string> description;
  std::optional<bool> active;
  std::int64_t line = 0; ///< first physical line in its file

  friend bool operator==(const product_input&, const product_input&) = default;
};

/// The columns of a products file: `sku`, and at least one of `name`,
/// `price`, `stock`, `description`, `active`, in any order.
class products_layout {
public:
  /// Reads the header; an error is one of the file as a whole.
  static tl::expected<products_layout, reject>
  from_header(const csv_record& header);

  /// The product that a record describes, with prices in the currency `in`,
  /// or why it describes none.
  [[nodiscard]] tl::expected<product_input, reject>
  to_product(const csv_record& record, const currency& in) const;

  [[nodiscard]] std::size_t column_count() const noexcept {
    return header_.size();
  }

  /// Columns that mean nothing here, harmless to show.
  [[nodiscard]] const std::vector<std::string>&
  unknown_columns() const noexcept {
    return header_.unknown();
  }

private:
  explicit products_layout(header columns) : header_{std::move(columns)} {}

  header header_;
};

} // namespace orderd::domain
