// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/daemon_fixture.hpp"

#include <string>

namespace orderd::testing {

/// The daemon that all tests of bad input share; it has products, and looks
/// through its folders each second.
daemon_fixture& bad_input_daemon();

inline const std::string orders_header =
    "customer_name,customer_email,phone,address,products\n";

/// A row that is accepted; `who` makes it another one.
inline std::string good_row(const std::string& who) {
  return "Good " + who + "," + who + "@good.org,1,Street," +
         R"("[{""sku"":""GOOD"",""quantity"":1}]")" + "\n";
}

} // namespace orderd::testing
