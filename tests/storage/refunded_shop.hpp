// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/storage/damaged_shop.hpp"

namespace orderd::testing {

/// Adds orders 20 to 23 with a refund in each state, all of them in accordance
/// with the rules; `refunded_shop.cpp` tells which.
void add_refunds(small_shop& to);

/// A shop that gave money back in every way there is.
struct refunded_shop : small_shop {
  refunded_shop() {
    add_refunds(*this);
  }
};

/// The same, in which something goes wrong behind the daemon's back.
struct damaged_refunds : damaged_shop {
  damaged_refunds() {
    add_refunds(*this);
    figures = memory();
  }
};

} // namespace orderd::testing
