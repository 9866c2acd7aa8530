// SPDX-License-Identifier: Apache-2.0
#include "domain/ids.hpp"

#include <array>
#include <charconv>
#include <cinttypes>
#include <cstdio>

namespace orderd::domain {

namespace {

constexpr std::string_view order_prefix = "ORD-";
constexpr std::int64_t id_end = std::int64_t{1} << 47;

} // namespace

std::string order_number(order_id id) {
  std::array<char, 32> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "ORD-%010" PRId64, id.value);
  return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<order_id> parse_order_number(std::string_view text) {
  if (text.starts_with(order_prefix)) {
    text.remove_prefix(order_prefix.size());
  }
  // from_chars would take a sign, which no id has.
  if (text.empty() || text.front() < '0' || text.front() > '9') {
    return std::nullopt;
  }
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || stop != end || value < 1 || value >= id_end) {
    return std::nullopt;
  }
  return order_id{value};
}

} // namespace orderd::domain
