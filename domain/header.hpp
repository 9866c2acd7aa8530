// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/csv_reader.hpp"
#include "domain/order.hpp"
#include "domain/values.hpp"

#include <tl/expected.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orderd::domain {

/// A column that a layout knows. Several names may stand for one value.
struct known_column {
  std::string_view name;
  std::size_t value = 0; ///< number of the value, below `header::max_values`
};

/// Which column of a file holds which value of its layout.
class header {
public:
  static constexpr std::size_t max_values = 8;

  /// Reads the names, trimmed and in any case. The columns of a rejects file
  /// (`_line`, `_column`, `_code`, `_reason`) are known everywhere and mean
  /// nothing. Errors: a name that stands twice, two names for one value, too
  /// many columns, a name that is not clean UTF-8, a malformed record.
  static tl::expected<header, reject> read(const csv_record& record,
                                           std::span<const known_column> known);

  /// The number of columns of the file.
  [[nodiscard]] std::size_t size() const noexcept {
    return names_.size();
  }

  /// The column that holds a value, counted from 0.
  [[nodiscard]] std::optional<std::size_t>
  column_of(std::size_t value) const noexcept {
    return columns_[value];
  }

  /// The name of a column, harmless to show.
  [[nodiscard]] const std::string& name(std::size_t column) const {
    return names_[column];
  }

  /// The columns that the layout does not know, harmless to show.
  [[nodiscard]] const std::vector<std::string>& unknown() const noexcept {
    return unknown_;
  }

  /// The columns that a person reads: `sku, price, stock`.
  [[nodiscard]] std::string listed() const;

private:
  std::vector<std::string> names_;
  std::vector<std::string> unknown_;
  std::array<std::optional<std::size_t>, max_values> columns_{};
};

/// A reject of a record as a whole.
reject reject_record(const csv_record& record, std::string_view code,
                     std::string reason);

/// Takes the values of one record, and keeps the first fault that it meets.
class row_values {
public:
  /// A record with an error, or with another number of fields than the
  /// header has, is a fault from the start.
  row_values(const header& columns, const csv_record& record);

  /// Whether the file has a column for the value.
  [[nodiscard]] bool has(std::size_t value) const noexcept {
    return columns_.column_of(value).has_value();
  }

  /// Whether there is something in the cell of a value.
  [[nodiscard]] bool filled(std::size_t value) const;

  /// What `read` makes of the cell of a value; the type's initial value if
  /// there is no such column or if there was a fault.
  template <class Read>
  auto get(std::size_t value, Read read) {
    using result = decltype(read(std::string_view{}));
    typename result::value_type made{};
    if (!fault_ && has(value)) {
      if (auto done = read(cell(value))) {
        made = std::move(*done);
      } else {
        note(value, std::move(done.error()));
      }
    }
    return made;
  }

  [[nodiscard]] const std::optional<reject>& fault() const noexcept {
    return fault_;
  }

private:
  [[nodiscard]] std::string_view cell(std::size_t value) const;
  void note(std::size_t value, value_fault fault);

  const header& columns_;
  const csv_record& record_;
  std::optional<reject> fault_;
};

} // namespace orderd::domain
