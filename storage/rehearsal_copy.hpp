// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

#include <cstdint>
#include <optional>

namespace orderd::storage {

/// The ids of everything scratch are below 0, as no real one is.
inline constexpr domain::order_id scratch_order{-1};
/// The names of scratch rows; no source, SKU or e-mail is written like that.
inline constexpr const char* scratch_name = " refund test";

/// A scratch copy of a paid order, in a transaction that is rolled back. It
/// has a customer and products of its own, who have no other orders.
struct rehearsal_copy {
  domain::money captured;
  domain::money refunded; ///< before
  domain::money pending;  ///< before
  domain::order_state state;
  domain::refund_id first_free; ///< of a thousand that no copied refund has

  [[nodiscard]] domain::money left() const noexcept {
    return {captured.minor - refunded.minor - pending.minor};
  }
};

/// Copies an order with its refunds. Throws `not_found`, or `conflict` if
/// nothing was captured for it.
rehearsal_copy copy_order(transaction& tx, domain::order_id order,
                          domain::utc_time now);

/// Makes an order of 59.48 up: 2 at 24.99 and 1 at 9.50.
rehearsal_copy make_order_up(transaction& tx, const write_context& context,
                             domain::utc_time now, domain::business_day today);

} // namespace orderd::storage
