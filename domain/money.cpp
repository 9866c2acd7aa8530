// SPDX-License-Identifier: Apache-2.0
#include "domain/money.hpp"

#include "domain/limits.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace orderd::domain {

namespace {

/// The active codes of ISO 4217 by their number of decimals. Codes that are
/// no money to pay with (funds, metals, tests) are left out, and so are those
/// with four decimals.
constexpr std::string_view without_decimals =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
constexpr std::string_view with_two_decimals =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN "
    "BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB "
    "EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR "
    "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT "
    "MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP "
    "PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN "
    "SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST "
    "XCD XCG YER ZAR ZMW ZWG";
constexpr std::string_view with_three_decimals = "BHD IQD JOD KWD LYD OMR TND";

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool lists(std::string_view codes, std::string_view code) {
  for (std::size_t at = 0; at < codes.size(); at += 4) {
    if (codes.substr(at, 3) == code) {
      return true;
    }
  }
  return false;
}

/// Magnitude without overflow for the smallest value of all.
constexpr std::uint64_t magnitude(std::int64_t value) noexcept {
  const auto bits = static_cast<std::uint64_t>(value);
  return value < 0 ? ~bits + 1 : bits;
}

/// Appends digits to a negative number: the negative range is the larger one,
/// so that each amount that exists can be read.
bool append_digit(std::int64_t& negative, char digit) noexcept {
  return !__builtin_mul_overflow(negative, std::int64_t{10}, &negative) &&
         !__builtin_sub_overflow(negative, std::int64_t{digit - '0'},
                                 &negative);
}

} // namespace

std::optional<currency> find_currency(std::string_view code) {
  struct group {
    std::string_view codes;
    int decimals;
  };
  static constexpr std::array<group, 3> groups{{{without_decimals, 0},
                                                {with_two_decimals, 2},
                                                {with_three_decimals, 3}}};
  for (const auto& [codes, decimals] : groups) {
    if (code.size() == 3 && lists(codes, code)) {
      return currency{std::string{code}, decimals};
    }
  }
  return std::nullopt;
}

std::optional<money> checked_add(money a, money b) noexcept {
  money sum;
  if (__builtin_add_overflow(a.minor, b.minor, &sum.minor)) {
    return std::nullopt;
  }
  return sum;
}

std::optional<money> checked_sub(money a, money b) noexcept {
  money difference;
  if (__builtin_sub_overflow(a.minor, b.minor, &difference.minor)) {
    return std::nullopt;
  }
  return difference;
}

std::optional<money> checked_mul(money a, std::int64_t count) noexcept {
  money product;
  if (__builtin_mul_overflow(a.minor, count, &product.minor)) {
    return std::nullopt;
  }
  return product;
}

money divide_half_up(money total, std::int64_t count) noexcept {
  if (count == 0) {
    return {};
  }
  const auto dividend = magnitude(total.minor);
  const auto divisor = magnitude(count);
  const auto rest = dividend % divisor;
  const auto rounded =
      dividend / divisor + (rest >= divisor - rest ? std::uint64_t{1} : 0);
  constexpr auto largest =
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if ((total.minor < 0) != (count < 0)) {
    return {static_cast<std::int64_t>(~rounded + 1)};
  }
  return {static_cast<std::int64_t>(std::min(rounded, largest))};
}

tl::expected<money, std::string> parse_money(std::string_view text,
                                             const currency& in) {
  const auto fault = [text](std::string_view why) {
    return tl::unexpected(quoted(text, limits::shown_bytes) + " " +
                          std::string{why});
  };
  const bool minus = text.starts_with('-');
  const auto number = text.substr(minus ? 1 : 0);
  const auto point = std::min(number.find('.'), number.size());
  const auto whole = number.substr(0, point);
  const auto decimals = number.substr(std::min(point + 1, number.size()));
  if (whole.empty() || !std::ranges::all_of(whole, is_digit) ||
      !std::ranges::all_of(decimals, is_digit) ||
      (point < number.size() && decimals.empty())) {
    return fault("is not an amount: expected digits with a decimal point, "
                 "such as 24.99, without currency sign, separators or "
                 "exponent");
  }
  const auto places = static_cast<std::size_t>(in.decimals);
  if (decimals.size() > places) {
    return fault("has " + std::to_string(decimals.size()) +
                 (decimals.size() == 1 ? " decimal, but " : " decimals, but ") +
                 in.code + " has " +
                 (places == 0 ? "none" : std::to_string(places)));
  }
  std::int64_t negative = 0;
  bool fits = true;
  for (const char digit : whole) {
    fits = fits && append_digit(negative, digit);
  }
  for (std::size_t place = 0; place < places; ++place) {
    const char digit = place < decimals.size() ? decimals[place] : '0';
    fits = fits && append_digit(negative, digit);
  }
  if (!fits ||
      (!minus && negative == std::numeric_limits<std::int64_t>::min())) {
    return fault("is too large an amount");
  }
  return money{minus ? negative : -negative};
}

std::string format_money(money amount, const currency& in) {
  auto digits = std::to_string(magnitude(amount.minor));
  const auto places = static_cast<std::size_t>(in.decimals);
  if (digits.size() <= places) {
    digits.insert(0, places + 1 - digits.size(), '0');
  }
  if (places > 0) {
    digits.insert(digits.size() - places, ".");
  }
  return (amount.minor < 0 ? "-" : "") + digits;
}

} // namespace orderd::domain
