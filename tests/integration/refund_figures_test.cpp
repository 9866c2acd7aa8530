// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/refund_front.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>

using namespace orderd::testing;
using nlohmann::json;

namespace {

/// One daemon with refunds of each of its orders.
refund_front& shop() {
  static refund_front& one = []() -> refund_front& {
    static refund_front made;
    made.partial("1", "25.00");
    made.full("1");
    made.partial("2", "300.00");
    return made;
  }();
  return one;
}

} // namespace

BOOST_AUTO_TEST_SUITE(refund_figures)

BOOST_AUTO_TEST_CASE(a_rehearsal_passes_and_leaves_no_trace) {
  const auto rows = [] {
    return shop().daemon.number(
        "SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM refunds)"
        " + (SELECT count(*) FROM products) + (SELECT sum(stock_quantity)"
        " FROM products) + (SELECT count(*) FROM customers)");
  };
  const auto before = rows();
  for (const auto& params :
       {json{{"demo", true}}, json{{"order_id", "3"}}, json::object()}) {
    const auto report = shop().daemon.call("refund.test", params);
    BOOST_TEST(report["ok"] == true, report.dump());
    BOOST_TEST(report["gateway"] == "simulator");
    BOOST_TEST(report["checks"].size() >= 5U);
  }
  BOOST_TEST(rows() == before);
  shop().daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(a_refund_taken_back_is_shown_by_rows_of_its_own) {
  const auto before = shop().daemon.call("kpis.show");
  const auto refund = shop().partial("2", "5.00");
  const json back{{"refund_id", refund["refund_id"]},
                  {"reason", "account closed"}};
  BOOST_TEST(shop().daemon.call("refund.reverse", back)["status"] ==
             "reversed");
  BOOST_TEST(shop().daemon.call("refund.reverse", back)["status"] ==
             "reversed");
  BOOST_TEST(shop().daemon.call("kpis.show")["refunds"] == before["refunds"]);
  shop().daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(figures_that_somebody_changed_are_found_and_mended) {
  auto& daemon = shop().daemon;
  BOOST_TEST(daemon.call("kpis.generate")["difference_count"] == 0);
  BOOST_TEST(daemon.call("leaderboard.update")["difference_count"] == 0);
  daemon.database().execute_script(
      "UPDATE daily_kpis SET refunds = refunds + 100;"
      "UPDATE customers SET total_spent = total_spent - 7 WHERE id = 1",
      "damage the figures");
  const json look{{"check", true}};
  BOOST_TEST(daemon.call("verify")["ok"] == false);
  BOOST_TEST(daemon.call("kpis.generate", look)["difference_count"] > 0);
  BOOST_TEST(daemon.call("leaderboard.update", look)["difference_count"] == 1);
  BOOST_TEST(daemon.call("kpis.generate")["mended"] == true);
  BOOST_TEST(daemon.call("leaderboard.update")["mended"] == true);
  BOOST_TEST(daemon.call("kpis.generate")["difference_count"] == 0);
  BOOST_TEST(daemon.call("leaderboard.update")["difference_count"] == 0);
  daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(refunds_survive_a_restart) {
  const auto refunds = shop().daemon.call("refund.status", {{"order_id", "1"}});
  const auto board = shop().daemon.call("leaderboard.show");
  const auto figures = shop().daemon.call("kpis.show");
  BOOST_TEST(shop().daemon.stop() == 0);
  shop().daemon.start();
  BOOST_TEST(shop().daemon.call("refund.status", {{"order_id", "1"}}) ==
             refunds);
  BOOST_TEST(shop().daemon.call("leaderboard.show") == board);
  BOOST_TEST(shop().daemon.call("kpis.show") == figures);
}

BOOST_AUTO_TEST_CASE(amounts_follow_the_decimals_of_the_currency) {
  for (const auto& [code, price, good, bad] :
       {std::tuple{"JPY", "100", "150", "150.5"},
        std::tuple{"KWD", "1.234", "1.001", "1.0001"}}) {
    refund_front other({"daemon.currency=" + std::string(code)},
                       "sku,name,price,stock\nPROD001,a," + std::string(price) +
                           ",9\nPROD002,b," + price + ",9\nPROD003,c," + price +
                           ",9\n");
    BOOST_TEST(other.partial("1", good)["amount"] == good);
    const auto [exit, text] =
        other.refusal({{"order", "1"}, {"type", "partial"}, {"amount", bad}});
    BOOST_TEST(exit == 4, text);
    other.full("1");
    other.daemon.check_rules();
    BOOST_TEST(other.daemon.stop() == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
