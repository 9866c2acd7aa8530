// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/shop.hpp"

#include <algorithm>
#include <string>

namespace orderd::testing {

/// A shop with products whose imports go in batches of five.
struct import_fixture {
  import_fixture() {
    shop_.stock_up();
    shop_.importer_settings.batch_orders = 5;
    shop_.open();
    shop_.run_dry();
  }

  const domain::import_record& only_import() {
    BOOST_REQUIRE(shop_.store->imports.size() == 1u);
    return shop_.store->imports.begin()->second;
  }

  /// Runs until so many calls of this name have reached the store.
  void run_to_call(const std::string& name, int times) {
    const auto seen = [&] {
      return std::ranges::count_if(shop_.store->calls, [&](const auto& call) {
               return call.starts_with(name + " ");
             }) >= times;
    };
    while (!seen())
      BOOST_REQUIRE(shop_.step());
  }

  shop shop_;
};

} // namespace orderd::testing
