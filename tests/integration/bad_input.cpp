// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/bad_input.hpp"

namespace orderd::testing {

daemon_fixture& bad_input_daemon() {
  static const auto one = [] {
    auto daemon = std::make_unique<daemon_fixture>(
        std::vector<std::string>{"import.rescan_s=1", "import.quiet_ms=100"});
    daemon->start();
    daemon->import_products("goods.csv", "sku,name,price,stock,active\n"
                                         "GOOD,Good,1.00,1000000,1\n"
                                         "OLD,Old,1.00,10,0\n"
                                         "DEAR,Dear,9999999999999.99,10,1\n"
                                         "FEW,Few,1.00,5,1\n");
    return daemon;
  }();
  return *one;
}

} // namespace orderd::testing
