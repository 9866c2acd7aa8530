// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct pg_result;

namespace orderd::storage {

/// The rows that a statement returned, in text format. Row and column numbers
/// start at 0; reading a NULL with a getter that does not return an optional
/// throws `error` with kind `internal`.
class result {
public:
  /// Takes ownership.
  explicit result(pg_result* raw) noexcept : raw_(raw) {}

  [[nodiscard]] int rows() const noexcept;

  /// Rows that an INSERT, UPDATE or DELETE touched.
  [[nodiscard]] std::int64_t affected() const;

  /// What the server says it did: `INSERT 0 3`, or `ROLLBACK` where a COMMIT
  /// met a failed transaction.
  [[nodiscard]] std::string_view command_tag() const noexcept;

  [[nodiscard]] bool is_null(int row, int column) const noexcept;
  [[nodiscard]] std::string_view text(int row, int column) const;
  [[nodiscard]] std::int64_t int64(int row, int column) const;
  [[nodiscard]] bool boolean(int row, int column) const;
  /// A `timestamptz` column, or a bigint of microseconds since 1970.
  [[nodiscard]] domain::utc_time time(int row, int column) const;
  [[nodiscard]] std::optional<domain::utc_time> optional_time(int row,
                                                              int column) const;
  [[nodiscard]] std::optional<std::int64_t> optional_int64(int row,
                                                           int column) const;
  /// A `bytea` column (hex form), decoded.
  [[nodiscard]] std::string bytes(int row, int column) const;
  /// A `date` column.
  [[nodiscard]] domain::business_day day(int row, int column) const;

private:
  [[nodiscard]] std::string where(int row, int column) const;
  [[noreturn]] void refuse(int row, int column, const char* wanted) const;

  struct clearer {
    void operator()(pg_result* raw) const noexcept;
  };

  std::unique_ptr<pg_result, clearer> raw_;
};

} // namespace orderd::storage
