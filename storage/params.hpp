// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/time.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::storage {

/// The parameters of one execution, in the order of $1, $2 ... All are sent
/// in binary form, each with its type's OID, so no value is ever quoted.
class params {
public:
  params& add(std::int64_t value);
  /// A smaller number, sent as a bigint too.
  template <std::signed_integral Integer>
  requires(!std::same_as<Integer, char>) params& add(Integer value) {
    return add(std::int64_t{value});
  }
  params& add_int32(std::int32_t value);
  /// Taken by a bool alone, so that neither a pointer nor an int becomes one.
  template <std::same_as<bool> Bool>
  params& add(Bool value) {
    return add_bool(value);
  }
  params& add_bool(bool value);
  params& add(std::string_view text);
  params& add(const std::string& text);
  params& add(const char* text);
  params& add(const std::optional<std::string>& text);
  params& add(const std::optional<std::int64_t>& value);
  params& add(domain::utc_time time);                ///< timestamptz
  params& add(std::optional<domain::utc_time> time); ///< timestamptz
  params& add_day(domain::business_day day);         ///< date
  params& add_bytes(std::string_view bytes);         ///< bytea
  params& add_jsonb(std::string_view json);          ///< jsonb
  params& add_null_text();

  /// One-dimensional arrays without NULLs.
  params& add_array(std::span<const std::int64_t> values);      ///< bigint[]
  params& add_array(std::span<const std::int32_t> values);      ///< integer[]
  params& add_array(std::span<const std::string> values);       ///< text[]
  params& add_bytes_array(std::span<const std::string> values); ///< bytea[]
  params& add_day_array(std::span<const domain::business_day> days); ///< date[]
  params& add_time_array(std::span<const domain::utc_time> times);
  params& add_jsonb_array(std::span<const std::string> values); ///< jsonb[]

  /// Bytes of all values together.
  [[nodiscard]] std::size_t size_bytes() const noexcept {
    return buffer_.size();
  }

  /// The views that PQexecPrepared takes; valid until the next `add`.
  [[nodiscard]] int count() const noexcept;
  [[nodiscard]] std::vector<const char*> values() const;
  [[nodiscard]] const std::vector<int>& lengths() const noexcept {
    return lengths_;
  }
  [[nodiscard]] const std::vector<int>& formats() const noexcept {
    return formats_;
  }
  [[nodiscard]] const std::vector<unsigned>& types() const noexcept {
    return types_;
  }

private:
  params& add_value(unsigned type, std::string_view bytes);
  params& add_null(unsigned type);
  void begin(unsigned type);
  void begin_array(unsigned array_type, unsigned element_type,
                   std::size_t size);
  void end();

  std::string buffer_;
  std::vector<std::ptrdiff_t> offsets_; ///< -1 for NULL
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::vector<unsigned> types_;
};

} // namespace orderd::storage
