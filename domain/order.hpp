// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::domain {

/// Where an order stands. `pending` is an order that is recorded but for
/// which no stock was asked yet.
enum class order_status {
  pending,
  processing,
  paid,
  shipped,
  delivered,
  cancelled
};

/// Where an order's money stands.
enum class payment_status {
  pending,
  processing,
  paid,
  failed,
  refunded,
  partially_refunded,
  not_charged
};

/// Both together: the state that the table of legal steps speaks about.
struct order_state {
  order_status status = order_status::pending;
  payment_status payment = payment_status::pending;

  friend bool operator==(const order_state&, const order_state&) = default;
};

/// The names that the database, the documents and the log use.
std::string_view to_string(order_status status);
std::string_view to_string(payment_status status);
std::optional<order_status> parse_order_status(std::string_view text);
std::optional<payment_status> parse_payment_status(std::string_view text);

/// Whether an order may go from one state to another in one step.
bool is_legal_step(order_state from, order_state to);

/// Whether an order in this state waits for nothing more of the workflow.
bool is_terminal(order_state state);

/// Why an order was cancelled; the names that the database and KPIs use.
inline constexpr std::string_view reason_out_of_stock = "out_of_stock";
inline constexpr std::string_view reason_payment_declined = "payment_declined";
inline constexpr std::string_view reason_refunded = "refunded";

/// One line of an order as the partner sent it. `quantity` is 1 or more.
struct order_line {
  std::string sku;
  std::int32_t quantity = 0;

  friend bool operator==(const order_line&, const order_line&) = default;
};

/// One order as a partner sent it, valid in itself: the e-mail is trimmed and
/// lower-cased, there is at least one line. Whether its SKUs exist is not
/// known here.
struct order_input {
  std::string name;
  std::string email;
  std::string phone;     ///< empty if not given
  std::string address;   ///< empty if not given
  std::string order_ref; ///< empty if not given
  std::vector<order_line> lines;
  std::int64_t line = 0; ///< first physical line in its file; 0 outside files

  friend bool operator==(const order_input&, const order_input&) = default;
};

/// A SHA-256 (its 32 bytes) over all that `order_input` says but for `line`:
/// two orders with the same reference are the same order if this is equal.
std::string content_digest(const order_input& order);

/// A record of a file that did not become an order or a product, and why.
struct reject {
  std::int64_t line = 0; ///< first physical line of the record
  std::string column;    ///< empty if the record as a whole is at fault
  std::string code;      ///< one of the names in `domain/reject_codes.hpp`
  std::string reason;    ///< a sentence for the partner
  std::string raw;       ///< the record's bytes as they stood, no line end
};

} // namespace orderd::domain
