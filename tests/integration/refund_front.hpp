// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/daemon_fixture.hpp"
#include "tests/support/order_files.hpp"

#include <string>
#include <utility>
#include <vector>

namespace orderd::testing {

/// A daemon with the first sample: three paid orders, of 59.48, 324.96 and
/// 19.00.
class refund_front {
public:
  explicit refund_front(const std::vector<std::string>& settings = {},
                        std::string_view products = products_sample)
      : daemon(settings) {
    daemon.start();
    daemon.import_products("products.csv", products);
    daemon.import_orders("orders.csv", quoted_sample);
  }

  nlohmann::json process(nlohmann::json params) {
    params["wait"] = true;
    return daemon.call("refund.process", params);
  }
  nlohmann::json partial(const std::string& order, const std::string& amount) {
    return process({{"order", order}, {"type", "partial"}, {"amount", amount}});
  }
  nlohmann::json full(const std::string& order) {
    return process({{"order", order}, {"type", "full"}});
  }
  /// The exit code and the text of a refusal.
  std::pair<int, std::string> refusal(const nlohmann::json& params) {
    const auto error = daemon.refused("refund.process", params);
    return {error["data"]["exit"], error["message"]};
  }
  nlohmann::json order(const std::string& name) {
    return daemon.call("orders.show", {{"order", name}});
  }
  std::int64_t stock(const std::string& sku) {
    return daemon.call("products.show", {{"sku", sku}})["stock_quantity"];
  }

  daemon_fixture daemon;
};

} // namespace orderd::testing
