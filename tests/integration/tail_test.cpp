// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/told_shop.hpp"
#include "tests/support/json_lines.hpp"
#include "tests/support/orderctl.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

using namespace orderd::testing;
using nlohmann::json;

namespace {

/// `orderctl --json tail -f`, with what it wrote so far.
class follower {
public:
  follower(const daemon_fixture& daemon, std::vector<std::string> filter)
      : process_(command(daemon, std::move(filter)), directory_.path() / "out",
                 directory_.path() / "errors") {}

  [[nodiscard]] std::vector<json> lines() const {
    return json_lines(directory_.path() / "out");
  }
  int end() {
    process_.signal(SIGINT);
    return process_.wait_for_end(wait_limit).value_or(-1);
  }
  std::optional<int> wait_for_end() {
    return process_.wait_for_end(wait_limit);
  }

private:
  static std::vector<std::string> command(const daemon_fixture& daemon,
                                          std::vector<std::string> filter) {
    filter.insert(filter.begin(), {"--json", "tail", "-f"});
    return orderctl_command(daemon, filter);
  }

  temporary_directory directory_;
  child_process process_;
};

told_shop& one() {
  static told_shop instance{{}};
  return instance;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tail)

BOOST_AUTO_TEST_CASE(who_does_not_follow_gets_the_latest_lines) {
  auto& shop = one();
  shop.order(10);
  wait_until("all were told", [&] { return shop.waiting() == 0; });
  const auto output =
      run_orderctl(shop.daemon, {"--json", "tail", "--event", "notification",
                                 "--lines", "5"});
  BOOST_TEST(json::parse(output)["events"].size() == 5U);
}

BOOST_AUTO_TEST_CASE(whoever_follows_the_log_sees_what_he_asked_for_live) {
  auto& shop = one();
  const auto order = shop.daemon.number("SELECT max(id) FROM orders") + 2;
  follower told{shop.daemon,
                {"--event", "notification", "--order", std::to_string(order)}};
  follower grave{shop.daemon, {"--level", "warning"}};
  follower imports{shop.daemon, {"--event", "import.*"}};
  wait_until("the followers are there", [&] {
    return imports.lines().size() >= 1; // of the products
  });
  shop.order(3);
  wait_until("both came", [&] { return told.lines().size() == 2U; });
  for (const auto& line : told.lines()) {
    BOOST_TEST(line["event"] == "notification");
    BOOST_TEST(line["order_id"] == order);
    BOOST_TEST(line["customer_name"] == "N11");
  }
  wait_until("the import came", [&] {
    const auto lines = imports.lines();
    return lines.back()["event"] == "import.done" && lines.size() >= 3;
  });
  BOOST_TEST(grave.lines().empty());
  BOOST_TEST(told.end() == 128 + SIGINT);
  // Who follows does not keep the daemon from ending, and ends with it.
  BOOST_TEST(shop.daemon.stop() == 0);
  BOOST_TEST(imports.wait_for_end().value_or(-1) == 7);
}

BOOST_AUTO_TEST_SUITE_END()
