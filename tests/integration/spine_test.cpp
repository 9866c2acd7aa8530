// SPDX-License-Identifier: Apache-2.0
#include "tests/support/daemon_fixture.hpp"
#include "tests/support/order_files.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace orderd::testing;
using nlohmann::json;

namespace {

/// One daemon with both samples imported; the tests look at it in turn.
daemon_fixture& shop() {
  static const auto one = [] {
    auto daemon = std::make_unique<daemon_fixture>();
    daemon->start();
    daemon->import_products("products.csv", products_sample);
    daemon->import_orders("quoted.csv", quoted_sample);
    daemon->import_orders("unquoted.csv", unquoted_sample);
    return daemon;
  }();
  return *one;
}

json web_order(const std::string& ref) {
  return {{"source", "web"},
          {"order_ref", ref},
          {"customer_name", "Ann Web"},
          {"customer_email", "ann@example.com"},
          {"products", {{{"sku", "PROD002"}, {"quantity", 1}}}}};
}

std::int64_t stock_of(const std::string& sku) {
  return shop().call("products.show", {{"sku", sku}})["stock_quantity"];
}

} // namespace

BOOST_AUTO_TEST_SUITE(spine)

BOOST_AUTO_TEST_CASE(each_sample_becomes_three_paid_orders) {
  for (const auto* name : {"quoted.csv", "unquoted.csv"}) {
    const auto import = shop().await_import(name);
    BOOST_TEST(import["state"] == "done");
    BOOST_TEST(import["rows"] == 3);
    BOOST_TEST(import["accepted"] == 3);
    BOOST_TEST(import["rejected"] == 0);
  }
  const auto orders = shop().call("orders.list")["orders"];
  BOOST_TEST(orders.size() == 6U);
  for (const auto& order : orders) {
    BOOST_TEST(order["status"] == "paid");
    BOOST_TEST(order["payment_status"] == "paid");
  }
  const auto first = shop().call("orders.show", {{"order", "1"}});
  BOOST_TEST(first["order_number"] == "ORD-0000000001");
  BOOST_TEST(first["customer"]["email"] == "john@example.com");
  BOOST_TEST(first["total_amount"] == "59.48");
  BOOST_TEST(first["items"].size() == 2U);
  BOOST_TEST(stock_of("PROD001") == 500 - 4 - 2 - 0);
  BOOST_TEST(stock_of("PROD003") == 200 - 3 - 4);
}

BOOST_AUTO_TEST_CASE(the_archive_holds_the_very_bytes_under_the_day) {
  const auto import = shop().await_import("quoted.csv");
  const auto day = import["finished_at"].get<std::string>();
  const auto path = "archive/" + day.substr(0, 4) + "/" + day.substr(5, 2) +
                    "/" + day.substr(8, 2) + "/quoted." +
                    std::to_string(import["import_id"].get<int>()) + ".csv";
  BOOST_TEST(import["archived_as"] == path);
  BOOST_TEST(text_of(shop().directory() / path) == quoted_sample);
  BOOST_TEST(std::filesystem::is_empty(shop().directory() / "spool"));
  BOOST_TEST(shop().rejects_file_of(import).empty());
}

BOOST_AUTO_TEST_CASE(a_file_dropped_again_changes_nothing) {
  const auto before = shop().number("SELECT count(*) FROM orders");
  const auto stock = stock_of("PROD001");
  for (const auto& [name, content] :
       {std::pair{"quoted.csv", quoted_sample},
        std::pair{"renamed.csv", unquoted_sample}}) {
    const auto first = shop().find_import(name);
    shop().drop("orders", name, content);
    wait_until("it is a new import",
               [&] { return shop().find_import(name) != first; });
    const auto import = shop().await_import(name);
    BOOST_TEST(import["state"] == "duplicate");
    BOOST_TEST(import["rows"] == 3);
    BOOST_TEST(import["duplicates"] == 3);
    BOOST_TEST(import["accepted"] == 0);
  }
  BOOST_TEST(shop().number("SELECT count(*) FROM orders") == before);
  BOOST_TEST(stock_of("PROD001") == stock);
}

BOOST_AUTO_TEST_CASE(each_order_tells_its_customer_twice) {
  wait_until("all notifications are handed over", [] {
    return shop().call("status")["queues"]["notifications"] == 0;
  });
  const auto told =
      shop().call("notifications.list", {{"order_id", 1}})["notifications"];
  BOOST_TEST(told.size() == 2U);
  BOOST_TEST(told[0]["type"] == "processing");
  BOOST_TEST(told[1]["type"] == "success");
  auto logged = shop().events("notification");
  for (const auto& one : told) {
    BOOST_TEST(one["delivery_status"] == "sent");
    BOOST_TEST(one["channel"] == "log");
    BOOST_TEST(std::ranges::count_if(logged, [&](const json& line) {
                 return line["notification_id"] == one["notification_id"];
               }) == 1);
  }
}

BOOST_AUTO_TEST_CASE(the_figures_are_those_of_the_orders) {
  shop().check_rules();
  const auto kpis = shop().call("kpis.show");
  BOOST_TEST(kpis["orders_paid"] == 6);
  BOOST_TEST(kpis["gross_revenue"] == "887.87");
  BOOST_TEST(kpis["net_revenue"] == "887.87");
  BOOST_TEST(kpis["average_order_value"] == "147.98");
  BOOST_TEST(kpis["units_sold"] == 17);
  BOOST_TEST(kpis["orders_cancelled"] == 0);
  const auto entries = shop().call("leaderboard.show")["entries"];
  BOOST_TEST(entries.size() == 6U);
  BOOST_TEST(entries[0]["rank"] == 1);
  BOOST_TEST(entries[0]["email"] == "jane@example.com");
  BOOST_TEST(entries[0]["total_spent"] == "324.96");
  BOOST_TEST(entries[1]["email"] == "jane.smith@example.com");
}

BOOST_AUTO_TEST_CASE(a_single_order_passes_a_file_that_is_being_imported) {
  shop().call("stock.set", {{"sku", "PROD002"}, {"quantity", 100'000}});
  shop().drop("orders", "long.csv", order_file(20'000));
  wait_until("the file is being imported", [] {
    const auto import = shop().find_import("long.csv");
    return !import.is_null() && import["rows"] > 0;
  });
  const auto made = shop().call("orders.create", {{"order", web_order("W1")}});
  BOOST_TEST(shop().find_import("long.csv")["state"] == "running");
  BOOST_TEST(made["status"] == "paid");
  BOOST_TEST(made["order_ref"] == "W1");
  BOOST_TEST(made["total_amount"] == "9.50");
  const auto again = shop().call("orders.create", {{"order", web_order("W1")}});
  BOOST_TEST(again["order_id"] == made["order_id"]);
  BOOST_TEST(again["duplicate"] == true);
  shop().check_rules();
  const auto import = shop().await_import("long.csv");
  BOOST_TEST(import["accepted"] == 20'000);
  shop().check_rules();
}

BOOST_AUTO_TEST_CASE(each_line_of_the_log_says_when_how_grave_and_what) {
  const auto lines = shop().log();
  BOOST_TEST(lines.size() > 20'000U);
  for (const auto& line : lines)
    BOOST_REQUIRE_MESSAGE(line.contains("time") && line.contains("level") &&
                              line.contains("event"),
                          line.dump());
  BOOST_TEST(lines.front()["event"] == "daemon.starting");
  BOOST_TEST(lines.front()["payment"] == "simulator");
  BOOST_TEST(shop().output() == "");
}

BOOST_AUTO_TEST_CASE(a_stopped_daemon_leaves_no_server_and_keeps_everything) {
  const auto orders = shop().number("SELECT count(*) FROM orders");
  BOOST_TEST(shop().stop() == 0);
  BOOST_TEST(!std::filesystem::exists(shop().directory() / "postgres" / "data" /
                                      "postmaster.pid"));
  BOOST_TEST(!std::filesystem::exists(shop().directory() / "control.sock"));
  BOOST_TEST(shop().log().back()["event"] == "daemon.stopped");
  shop().start();
  BOOST_TEST(shop().number("SELECT count(*) FROM orders") == orders);
  BOOST_TEST(shop().call("kpis.show")["orders_paid"] == 20'007);
  shop().check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
