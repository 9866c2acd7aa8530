// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::domain {

/// `full` is whatever is still refundable.
enum class refund_type { partial, full };

/// Where a refund stands. `pending` holds its amount and waits: to be asked
/// for, or, once the gateway was asked and never answered clearly, for a
/// person. `reversed` was completed, and then taken back by the gateway.
enum class refund_status {
  pending,
  processing,
  completed,
  failed,
  cancelled,
  reversed
};

/// Whether the units of an order go back into stock.
enum class restock_rule { none, all };

/// The names that the database, the documents and the log use.
std::string_view to_string(refund_type type);
std::string_view to_string(refund_status status);
std::string_view to_string(restock_rule rule);
std::optional<refund_type> parse_refund_type(std::string_view text);
std::optional<refund_status> parse_refund_status(std::string_view text);
std::optional<restock_rule> parse_restock_rule(std::string_view text);

/// Whether a refund in this state holds an amount that may still move.
constexpr bool is_open(refund_status status) noexcept {
  return status == refund_status::pending ||
         status == refund_status::processing;
}

/// Without a key of its own, a refund that names the same amount of the same
/// order again is taken for a slip of the hand within this time.
inline constexpr std::chrono::seconds repeat_window{60};

/// An order as people name it: by id, or by source and reference if the id
/// is 0.
struct order_name {
  order_id id;
  std::string source;
  std::string order_ref;

  friend bool operator==(const order_name&, const order_name&) = default;
};

/// Reads `42`, `ORD-0000000042` or `SOURCE:REF`; nothing for anything else.
std::optional<order_name> parse_order_name(std::string_view text);

/// The name as people write it.
std::string to_string(const order_name& name);

/// Units of one SKU that are refunded at their price, and come back.
struct refund_line {
  std::string sku;
  std::int32_t quantity = 0; ///< 1 or more

  friend bool operator==(const refund_line&, const refund_line&) = default;
};

/// A refund as it was asked for.
struct refund_input {
  order_name order;
  refund_type type = refund_type::partial;
  /// Always given for a partial refund without lines.
  std::optional<money> amount;
  std::vector<refund_line> lines;
  std::optional<restock_rule> restock; ///< none: the rule's default
  std::string reason;
  std::string notes;
  /// Names the request: with the same content it is made once, with another
  /// one it is refused. Empty for none.
  std::string key;
  /// Refuse it if the same amount was asked for within `repeat_window`.
  bool guard_repeat = false;
  std::int64_t line = 0; ///< first physical line in its file; 0 outside files

  friend bool operator==(const refund_input&, const refund_input&) = default;
};

/// A SHA-256 (its 32 bytes) over all that was asked for but for key, guard and
/// line; `order` is whom the name meant.
std::string refund_digest(const refund_input& refund, order_id order);

/// The key of a file's row that has none: its content and line name it for
/// ever. `content_sha256` has 32 bytes.
std::string file_refund_key(std::string_view content_sha256, std::int64_t line);

} // namespace orderd::domain
