// SPDX-License-Identifier: Apache-2.0
#include "tests/support/daemon_fixture.hpp"
#include "tests/support/order_files.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::testing;
using nlohmann::json;

namespace {

/// Rows of a refunds file, an order each.
std::string refund_file(int first, int last, const std::string& amount) {
  std::string content = "order,amount\n";
  for (int order = first; order <= last; ++order)
    content += std::to_string(order) + "," + amount + "\n";
  return content;
}

void open_shop(daemon_fixture& daemon) {
  daemon.start();
  daemon.import_products("products.csv", products_sample);
}

} // namespace

BOOST_AUTO_TEST_SUITE(refund_files)

BOOST_AUTO_TEST_CASE(each_row_is_one_refund_or_one_reject) {
  daemon_fixture daemon;
  open_shop(daemon);
  daemon.import_orders("orders.csv", quoted_sample);
  const std::string content = "order,amount,full,reason,key,restock\n"
                              "1,25.00,,broken,,\n"
                              "ORD-0000000002,,yes,late,,none\n"
                              "3,full,,,k-1,all\n"
                              "1,34.49,,,,\n"
                              "77,1.00,,,,\n"
                              "3,1.00,,,,\n"
                              "1,0,,,,\n"
                              "1,1.234,,,,\n"
                              "1,5.00,,,k-1,\n";
  const auto import = daemon.import_refunds("refunds.csv", content);
  BOOST_TEST(import["kind"] == "refunds");
  BOOST_TEST(import["state"] == "done");
  BOOST_TEST(import["rows"] == 9);
  BOOST_TEST(import["accepted"] == 3, import.dump());
  BOOST_TEST(import["rejected"] == 6);
  std::vector<std::string> codes;
  for (const auto& reject : daemon.rejects_of(import))
    codes.push_back(reject["code"]);
  const std::vector<std::string> wanted{
      "amount_not_left", "unknown_order",  "nothing_left",
      "invalid_amount",  "invalid_amount", "refund_key_conflict"};
  BOOST_TEST(codes == wanted, boost::test_tools::per_element());
  daemon.check_rules();
  // The same file again changes nothing that was accepted.
  daemon.drop("refunds", "again.csv", content);
  const auto again = daemon.await_import("again.csv");
  BOOST_TEST(again["accepted"] == 0);
  BOOST_TEST(again["duplicates"] == 3);
  BOOST_TEST(again["rejected"] == 6);
  // Mended, what was rejected is accepted.
  auto mended = daemon.rejects_file_of(import);
  const auto at = mended.rfind("34.49");
  mended.replace(at, 5, "34.48");
  const auto third = daemon.import_refunds("mended.csv", mended);
  BOOST_TEST(third["accepted"] == 1, third.dump());
  BOOST_TEST(daemon.number("SELECT sum(refund_amount)::bigint FROM refunds "
                           "WHERE status = 'completed'") ==
             5'948 + 32'496 + 1'900);
  daemon.check_rules();
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(orders_of_a_running_import_are_refunded_or_rejected) {
  daemon_fixture daemon;
  open_shop(daemon);
  daemon.drop("orders", "orders.csv", order_file(900));
  constexpr int orders = 900;
  wait_until("orders are accepted",
             [&] { return daemon.number("SELECT count(*) FROM orders") > 0; });
  const auto import =
      daemon.import_refunds("refunds.csv", refund_file(1, orders, "1.00"));
  BOOST_TEST(import["rows"] == orders);
  daemon.await_import("orders.csv");
  // What came too early comes again and is refunded now.
  const auto again =
      daemon.import_refunds("again.csv", refund_file(1, orders, "1.00"));
  BOOST_TEST(again["duplicates"] == import["accepted"]);
  BOOST_TEST(again["rejected"] == 0);
  BOOST_TEST(daemon.number("SELECT count(*) FROM refunds WHERE "
                           "status = 'completed'") == orders);
  daemon.check_rules();
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_header_alone_is_done_and_another_file_is_quarantined) {
  daemon_fixture daemon;
  open_shop(daemon);
  BOOST_TEST(daemon.import_refunds("empty.csv", "order,amount\n")["state"] ==
             "done");
  BOOST_TEST(daemon.import_refunds("none.csv", "")["state"] == "quarantined");
  BOOST_TEST(daemon.import_refunds("other.csv", products_sample)["state"] ==
             "quarantined");
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
