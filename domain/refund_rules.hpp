// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/kpi.hpp"
#include "domain/order.hpp"
#include "domain/refund.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a refund may be and what it does: pure rules over an order's books,
/// which the caller has read under the order's lock.
namespace orderd::domain {

/// One refund of an order, as recorded.
struct booked_refund {
  refund_id id;
  money amount;
  refund_status status = refund_status::pending;
  restock_rule restock = restock_rule::none;
  utc_time requested_at;
};

/// One line of an order, and what its refunds took of it.
struct booked_line {
  int line = 0;
  std::string sku;
  product_id product;
  std::int64_t sold = 0;
  money unit_price;
  std::int64_t refunded = 0;  ///< units that open and completed refunds name
  std::int64_t restocked = 0; ///< units that went back, 0 to `sold`
  std::int64_t completed = 0; ///< units that completed refunds name
};

/// An order's books, as far as refunds need them.
struct order_books {
  order_id order;
  customer_id customer;
  std::string source;
  order_state state;
  money captured;                        ///< 0 if nothing was
  std::optional<business_day> order_day; ///< on which it counted as paid
  std::vector<booked_refund> refunds;    ///< all of them
  std::vector<booked_line> lines; ///< by line; only if a refund needs them

  /// The sum of those completed and not reversed.
  [[nodiscard]] money refunded() const noexcept;
  /// The sum of those that are open.
  [[nodiscard]] money pending() const noexcept;
  /// captured - refunded - pending.
  [[nodiscard]] money refundable() const noexcept;
};

/// Whether planning a refund reads the order's lines.
bool needs_lines(const refund_input& refund) noexcept;

/// Units of one line that a refund names.
struct planned_refund_line {
  int line = 0;
  std::int32_t quantity = 0;
  money amount;

  friend bool operator==(const planned_refund_line&,
                         const planned_refund_line&) = default;
};

/// A refund that may be recorded.
struct planned_refund {
  money amount; ///< above 0
  restock_rule restock = restock_rule::none;
  std::vector<planned_refund_line> lines;
};

/// Why a refund may not be.
struct refund_refusal {
  std::string_view code;   ///< of `domain/reject_codes.hpp`
  std::string_view column; ///< of a refunds file; empty for the whole row
  std::string reason;      ///< a sentence with the numbers
};

/// Decides about a refund: `full` is all that is left and takes an amount only
/// if it is exactly that; lines count at their price, at most what was sold.
/// The default is to restock all for a full refund of what was not shipped.
tl::expected<planned_refund, refund_refusal>
plan_refund(const refund_input& refund, const order_books& books,
            const currency& in, utc_time now);

/// Enters a planned refund into the books, so that the next one of the same
/// batch finds it there.
void book(order_books& books, refund_id id, const planned_refund& refund,
          refund_status status, utc_time now);

/// Units that go back into stock with a refund.
struct restocked_line {
  int line = 0;
  product_id product;
  std::int64_t units = 0; ///< 1 or more
};

/// What became of a refund.
struct settled_refund {
  order_state state; ///< of the order from now on
  bool cancels_order = false;
  std::vector<restocked_line> restocked;
};

/// Completes an open refund of the books and enters that: the order becomes
/// refunded, and cancelled if it was not shipped, once nothing captured is
/// left. `named` are the lines of the refund; with `restock` all every unit
/// that is not back yet goes back, else those named, but for units that came
/// back with a refund that was reversed. Lines are needed in the books for
/// either.
settled_refund complete_refund(order_books& books, refund_id id,
                               const std::vector<planned_refund_line>& named);

/// An open refund that the gateway declined, or that was cancelled: its amount
/// and its units are free again, the order stays as it is.
void release_refund(order_books& books, refund_id id, refund_status status,
                    const std::vector<planned_refund_line>& named);

/// The gateway took a completed refund back: the money is here again, units
/// that went back stay in stock. `named` are the lines of the refund; books
/// without lines need none. Gives the order's state from now on.
order_state reverse_refund(order_books& books, refund_id id,
                           const std::vector<planned_refund_line>& named = {});

} // namespace orderd::domain
