// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/refund_front.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace orderd::testing;
using nlohmann::json;

namespace {

refund_front& shop() {
  static refund_front one;
  return one;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> events_of(const json& order) {
  std::vector<std::string> names;
  for (const auto& event : order["timeline"])
    names.push_back(event["event"]);
  return names;
}

} // namespace

BOOST_AUTO_TEST_SUITE(refunds)

BOOST_AUTO_TEST_CASE(a_refund_moves_money_figures_and_rank_at_once) {
  const auto before = shop().daemon.call("kpis.show");
  const auto refund = shop().partial("2", "300.00");
  BOOST_TEST(refund["status"] == "completed");
  BOOST_TEST(refund["refund_number"] == "REF-0000000001");
  BOOST_TEST(refund["amount"] == "300.00");
  const auto after = shop().daemon.call("kpis.show");
  BOOST_TEST(before["refunds"] == "0.00");
  BOOST_TEST(after["refunds"] == "300.00");
  BOOST_TEST(after["gross_revenue"] == before["gross_revenue"]);
  BOOST_TEST(after["orders_paid"] == before["orders_paid"]);
  const auto order = shop().order("2");
  BOOST_TEST(order["status"] == "paid");
  BOOST_TEST(order["payment_status"] == "partially_refunded");
  const auto board = shop().daemon.call("leaderboard.show",
                                        {{"customer", "jane@example.com"}});
  BOOST_TEST(board["entries"][0]["email"] == "john@example.com");
  BOOST_TEST(board["customer"]["rank"] == 2);
  BOOST_TEST(board["customer"]["total_spent"] == "24.96");
  BOOST_TEST(board["customer"]["total_orders"] == 1);
  shop().daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(what_is_left_is_said_when_more_is_asked_for) {
  shop().partial("1", "25.00");
  const auto [exit, text] = shop().refusal(
      {{"order", "1"}, {"type", "partial"}, {"amount", "34.49"}});
  BOOST_TEST(exit == 4);
  BOOST_TEST(holds(text, "at most 34.48"), text);
  BOOST_TEST(holds(text, "captured 59.48"), text);
  BOOST_TEST(holds(text, "refunded 25.00"), text);
  BOOST_TEST(holds(text, "pending 0.00"), text);
}

BOOST_AUTO_TEST_CASE(
    a_full_refund_is_the_rest_and_cancels_what_was_not_shipped) {
  const auto stock = shop().stock("PROD001");
  const auto refund = shop().full("ORD-0000000001");
  BOOST_TEST(refund["amount"] == "34.48");
  BOOST_TEST(refund["restock"] == "all");
  BOOST_TEST(shop().stock("PROD001") == stock + 2);
  const auto order = shop().order("1");
  BOOST_TEST(order["status"] == "cancelled");
  BOOST_TEST(order["payment_status"] == "refunded");
  BOOST_TEST(order["cancel_reason"] == "refunded");
  const auto figures = shop().daemon.call("kpis.show");
  BOOST_TEST(figures["cancelled_by_reason"]["refunded"] == 1);
  BOOST_TEST(figures["orders_paid"] == 3);
  const auto status = shop().daemon.call("status");
  BOOST_TEST(status["orders"]["paid"] == 2);
  BOOST_TEST(status["orders"]["cancelled"] == 1);
  const auto [exit, text] = shop().refusal({{"order", "1"}, {"type", "full"}});
  BOOST_TEST(exit == 4);
  BOOST_TEST(holds(text, "nothing"), text);
  shop().daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused_with_its_code) {
  const auto exit_of = [](const json& params) {
    return shop().refusal(params).first;
  };
  const auto asking = [](const char* amount) {
    return json{{"order", "2"}, {"type", "partial"}, {"amount", amount}};
  };
  BOOST_TEST(exit_of(asking("0")) == 4);
  BOOST_TEST(exit_of(asking("0.00")) == 4);
  BOOST_TEST(exit_of(asking("-5")) == 4);
  BOOST_TEST(exit_of(asking("1.234")) == 4);
  BOOST_TEST(exit_of(asking("92233720368547758.07")) == 4);
  BOOST_TEST(exit_of(asking("92233720368547758.08")) == 4);
  BOOST_TEST(exit_of(asking("much")) == 2);
  BOOST_TEST(exit_of({{"order", "2"}, {"type", "partial"}}) == 2);
  BOOST_TEST(exit_of({{"order", "2"}, {"amount", "1.00"}}) == 2);
  BOOST_TEST(exit_of({{"order", "99"}, {"type", "full"}}) == 3);
  BOOST_TEST(exit_of({{"order", "web:no"}, {"type", "full"}}) == 3);
  BOOST_TEST(exit_of({{"order", "2"}, {"type", "full"}, {"amount", "1.00"}}) ==
             4);
}

BOOST_AUTO_TEST_CASE(a_key_names_one_refund_for_ever) {
  const json asked{{"order", "3"},
                   {"type", "partial"},
                   {"amount", "1.00"},
                   {"key", "till-7"}};
  const auto first = shop().process(asked);
  const auto again = shop().process(asked);
  BOOST_TEST(again["refund_id"] == first["refund_id"]);
  BOOST_TEST(again["duplicate"] == true);
  auto other = asked;
  other["amount"] = "2.00";
  BOOST_TEST(shop().refusal(other).first == 4);
  // A refusal is not remembered.
  other["key"] = "till-8";
  other["amount"] = "100.00";
  BOOST_TEST(shop().refusal(other).first == 4);
  other["amount"] = "2.00";
  BOOST_TEST(shop().process(other)["status"] == "completed");
}

BOOST_AUTO_TEST_CASE(a_slip_of_the_hand_within_a_minute_is_caught) {
  json asked{{"order", "3"}, {"type", "partial"}, {"amount", "3.00"}};
  shop().process(asked);
  BOOST_TEST(shop().refusal(asked).first == 4);
  asked["force"] = true;
  BOOST_TEST(shop().process(asked)["status"] == "completed");
}

BOOST_AUTO_TEST_CASE(lines_go_back_at_their_price_and_only_once) {
  const auto stock = shop().stock("PROD002");
  const json one{{"order", "3"},
                 {"type", "partial"},
                 {"lines", {{{"sku", "PROD002"}, {"quantity", 1}}}}};
  const auto refund = shop().process(one);
  BOOST_TEST(refund["amount"] == "9.50");
  BOOST_TEST(refund["lines"][0]["restocked"] == 1);
  BOOST_TEST(shop().stock("PROD002") == stock + 1);
  auto many = one;
  many["lines"][0]["quantity"] = 2;
  BOOST_TEST(shop().refusal(many).first == 4);
  shop().daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(two_partials_restock_what_was_sold_at_most) {
  const auto stock = shop().stock("PROD003");
  for (const auto* amount : {"1.10", "1.20"})
    shop().process({{"order", "2"},
                    {"type", "partial"},
                    {"amount", amount},
                    {"restock", "all"}});
  BOOST_TEST(shop().stock("PROD003") == stock + 3);
  shop().daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(an_order_tells_what_happened_when) {
  const auto order = shop().order("1");
  const auto names = events_of(order);
  BOOST_TEST_REQUIRE(names.size() >= 7U);
  BOOST_TEST(names[0] == "accepted");
  for (const auto* name : {"reserved", "paid", "cancelled"})
    BOOST_TEST(std::ranges::count(names, name) == 1, name);
  std::string earlier;
  for (const auto& event : order["timeline"]) {
    BOOST_TEST(earlier <= event["at"].get<std::string>());
    earlier = event["at"];
  }
}

BOOST_AUTO_TEST_CASE(each_refund_is_told_to_its_customer_once) {
  wait_until("all notifications are handed over", [] {
    return shop().daemon.call("status")["queues"]["notifications"] == 0;
  });
  const auto told = shop().daemon.call("notifications.list",
                                       {{"order_id", 1}})["notifications"];
  std::int64_t refunds = 0;
  for (const auto& one : told) {
    if (one["type"] != "refund_completed")
      continue;
    ++refunds;
    BOOST_TEST(one["delivery_status"] == "sent");
    const auto shown = shop().daemon.call("notifications.show",
                                          {{"id", one["notification_id"]}});
    BOOST_TEST(shown["message"] == one["message"]);
  }
  BOOST_TEST(refunds == 2);
}

BOOST_AUTO_TEST_SUITE_END()
