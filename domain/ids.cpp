// SPDX-License-Identifier: Apache-2.0
#include "domain/ids.hpp"

#include <array>
#include <charconv>
#include <cinttypes>
#include <cstdio>

namespace orderd::domain {

namespace {

constexpr std::string_view order_prefix = "ORD-";
constexpr std::string_view refund_prefix = "REF-";
constexpr std::int64_t id_end = std::int64_t{1} << 47;

std::string number(std::string_view prefix, std::int64_t value) {
  std::array<char, 32> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%.*s%010" PRId64,
                    static_cast<int>(prefix.size()), prefix.data(), value);
  return {text.data(), static_cast<std::size_t>(length)};
}

// 0 for what is no id.
std::int64_t parse_number(std::string_view prefix, std::string_view text) {
  if (text.starts_with(prefix)) {
    text.remove_prefix(prefix.size());
  }
  // from_chars would take a sign, which no id has.
  if (text.empty() || text.front() < '0' || text.front() > '9') {
    return 0;
  }
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  return failure != std::errc{} || stop != end || value >= id_end ? 0 : value;
}

} // namespace

std::string order_number(order_id id) {
  return number(order_prefix, id.value);
}

std::optional<order_id> parse_order_number(std::string_view text) {
  const order_id id{parse_number(order_prefix, text)};
  return id ? std::optional{id} : std::nullopt;
}

std::string refund_number(refund_id id) {
  return number(refund_prefix, id.value);
}

std::optional<refund_id> parse_refund_number(std::string_view text) {
  const refund_id id{parse_number(refund_prefix, text)};
  return id ? std::optional{id} : std::nullopt;
}

} // namespace orderd::domain
