// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace orderd::domain {

/// An identifier of one kind of thing; ids of different kinds do not mix.
/// Valid ids are greater than 0 and below 2^47 (the lane stands in bits
/// 39 to 46), so that a JSON number holds each of them and each notification
/// id made from one. The value 0 means "none".
template <class Tag>
struct id {
  std::int64_t value = 0;

  friend constexpr auto operator<=>(id, id) = default;
  explicit constexpr operator bool() const noexcept {
    return value != 0;
  }
};

using order_id = id<struct order_tag>;
using customer_id = id<struct customer_tag>;
using product_id = id<struct product_tag>;
using import_id = id<struct import_tag>;
using batch_id = id<struct batch_tag>;
using refund_id = id<struct refund_tag>;
using notification_id = id<struct notification_tag>;

/// How an order's id is shown: `ORD-0000000042`.
std::string order_number(order_id id);

/// Reads `42` or `ORD-0000000042`; nothing for anything else, 0 included.
std::optional<order_id> parse_order_number(std::string_view text);

/// How a refund's id is shown: `REF-0000000042`.
std::string refund_number(refund_id id);

/// Reads `42` or `REF-0000000042`; nothing for anything else, 0 included.
std::optional<refund_id> parse_refund_number(std::string_view text);

} // namespace orderd::domain

template <class Tag>
struct std::hash<orderd::domain::id<Tag>> {
  std::size_t operator()(orderd::domain::id<Tag> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
