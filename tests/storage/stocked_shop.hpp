// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/storage/writing_shop.hpp"

#include <string>

namespace orderd::testing {

/// A shop with mugs, few hats, something that is not sold any more, and
/// something that costs nearly as much as an order may.
struct stocked_shop : writing_shop {
  stocked_shop() {
    add_product("MUG", 1000, 10);
    add_product("HAT", 2500, 2);
    add_product("OLD", 500, 10, false);
    add_product("GOLD", 900'000'000'000, 10);
  }

  std::string statuses() {
    return text("SELECT string_agg(status, ' ' ORDER BY id) FROM orders");
  }
};

using verdict = domain::order_decision::verdict;

/// For BOOST_CHECK_EXCEPTION.
inline auto kind_is(storage::error_kind kind) {
  return [kind](const storage::error& failed) { return failed.kind() == kind; };
}

} // namespace orderd::testing
