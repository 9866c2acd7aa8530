// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orderd::domain {

/// A currency of ISO 4217 and how many decimals its amounts have (0 to 3).
struct currency {
  std::string code = "USD";
  int decimals = 2;

  friend bool operator==(const currency&, const currency&) = default;
};

/// The currency of a three-letter code (upper case), or nothing if the code
/// is not one of ISO 4217's active ones with 0 to 3 decimals.
std::optional<currency> find_currency(std::string_view code);

/// An amount in minor units (cents for USD). Its currency is the
/// installation's. Plain operators do not exist: every sum is checked.
struct money {
  std::int64_t minor = 0;

  friend constexpr auto operator<=>(money, money) = default;
};

/// The sum, or nothing if it does not fit.
std::optional<money> checked_add(money a, money b) noexcept;

/// The difference, or nothing if it does not fit.
std::optional<money> checked_sub(money a, money b) noexcept;

/// The amount times a count, or nothing if it does not fit.
std::optional<money> checked_mul(money a, std::int64_t count) noexcept;

/// The quotient rounded half away from zero; 0 if `count` is 0.
money divide_half_up(money total, std::int64_t count) noexcept;

/// Reads a decimal such as `24.99`, `24` or `-3.5`. Errors (a sentence that
/// says what is wrong): no number, more decimals than the currency has, does
/// not fit. No exponent, no thousands separator, no currency sign.
tl::expected<money, std::string> parse_money(std::string_view text,
                                             const currency& in);

/// Writes the decimal with all the currency's decimals: `24.99`, `-0.50`.
std::string format_money(money amount, const currency& in);

} // namespace orderd::domain
