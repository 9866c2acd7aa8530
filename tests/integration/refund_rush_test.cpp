// SPDX-License-Identifier: Apache-2.0
#include "tests/support/daemon_fixture.hpp"
#include "tests/support/order_files.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <thread>

using namespace orderd::testing;
using nlohmann::json;

namespace {

/// The answers of so many clients at once, each on a connection of its own.
template <class Params>
std::vector<json> ask_at_once(const daemon_fixture& daemon, int clients,
                              Params params_of) {
  std::vector<json> answers(static_cast<std::size_t>(clients));
  std::vector<std::jthread> threads;
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&, i] {
      answers[static_cast<std::size_t>(i)] =
          daemon.answer_of("refund.process", params_of(i));
    });
  threads.clear(); // joins
  return answers;
}

std::int64_t refunded(const daemon_fixture& daemon) {
  return daemon.number("SELECT coalesce(sum(refund_amount), 0)::bigint "
                       "FROM refunds WHERE status = 'completed'");
}

/// A shop whose gateway is slow and often unclear, with a file of refunds.
class refund_rush {
public:
  static constexpr int orders = 4'000;

  refund_rush()
      : daemon({"payment.simulator.latency_ms=5", "refund.retry_delay_ms=5",
                "refund.max_attempts=50", "import.batch_orders=100"}) {
    daemon.start();
    daemon.import_products("products.csv",
                           "sku,name,price,stock\nPROD002,Cable,9.50,9000\n");
    daemon.import_orders("orders.csv", order_file(orders));
    daemon.stop();
    daemon.start(unclear);
  }

  /// Two refunds an order: a part, and then the rest with its stock.
  void drop_refunds() {
    std::string content = "order,amount,restock\n";
    for (const auto* amount : {"4.00,none", "full,"})
      for (int order = 1; order <= orders; ++order)
        content += std::to_string(order) + "," + amount + "\n";
    daemon.drop("refunds", "refunds.csv", content);
  }

  void check_all() {
    const auto import = daemon.await_import("refunds.csv");
    BOOST_TEST(import["accepted"] == 2 * orders, import.dump());
    BOOST_TEST(import["rejected"] == 0);
    daemon.check_rules();
    BOOST_TEST(refunded(daemon) == orders * 950);
    BOOST_TEST(daemon.number("SELECT count(*) FROM orders WHERE "
                             "status = 'cancelled' AND payment_status = "
                             "'refunded'") == orders);
    BOOST_TEST(daemon.number("SELECT stock_quantity FROM products") == 9'000);
    BOOST_TEST(daemon.number("SELECT sum(total_spent)::bigint "
                             "FROM customers") == 0);
    BOOST_TEST(
        daemon.number("SELECT count(*) FROM (SELECT transaction_id "
                      "FROM refunds GROUP BY 1 HAVING count(*) > 1) t") == 0);
    BOOST_TEST(daemon.call("kpis.generate")["difference_count"] == 0);
    BOOST_TEST(daemon.call("leaderboard.update")["difference_count"] == 0);
  }

  std::vector<std::string> unclear{"payment.simulator.unclear_rate=0.3"};
  daemon_fixture daemon;
};

} // namespace

BOOST_AUTO_TEST_SUITE(refund_rush_test)

BOOST_AUTO_TEST_CASE(fifty_clients_at_once_get_exactly_what_was_paid) {
  daemon_fixture daemon;
  daemon.start();
  daemon.import_products("products.csv", products_sample);
  daemon.import_orders("orders.csv", quoted_sample);
  // 59.48 holds eleven times 5.00.
  const auto answers = ask_at_once(daemon, 50, [](int) {
    return json{{"order", "1"},
                {"type", "partial"},
                {"amount", "5.00"},
                {"force", true},
                {"wait", true}};
  });
  BOOST_TEST(std::ranges::count_if(answers, [](const json& answer) {
               return answer.contains("result");
             }) == 11);
  for (const auto& answer : answers)
    if (answer.contains("error"))
      BOOST_TEST(answer["error"]["data"]["exit"] == 4, answer.dump());
  BOOST_TEST(refunded(daemon) == 5'500);
  // And of fifty who want all of it, one gets it.
  const auto all = ask_at_once(daemon, 50, [](int) {
    return json{{"order", "2"}, {"type", "full"}, {"wait", true}};
  });
  BOOST_TEST(std::ranges::count_if(all, [](const json& answer) {
               return answer.contains("result");
             }) == 1);
  daemon.check_rules();
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(one_key_from_twenty_clients_is_one_refund) {
  daemon_fixture daemon;
  daemon.start();
  daemon.import_products("products.csv", products_sample);
  daemon.import_orders("orders.csv", quoted_sample);
  const auto answers = ask_at_once(daemon, 20, [](int i) {
    return json{{"order", "1"},
                {"type", "partial"},
                {"amount", "5.00"},
                {"key", "same"},
                {"wait", i % 2 == 0}};
  });
  for (const auto& answer : answers)
    BOOST_TEST(answer["result"]["refund_id"] ==
                   answers.front()["result"]["refund_id"],
               answer.dump());
  BOOST_TEST(daemon.number("SELECT count(*) FROM refunds") == 1);
  daemon.check_rules();
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(kills_at_any_moment_refund_nobody_twice) {
  const auto seed = std::random_device{}();
  BOOST_TEST_MESSAGE("the kills' seed is " << seed);
  std::mt19937 random{seed};
  std::uniform_int_distribution<int> moment_ms{0, 400};
  refund_rush rush;
  rush.drop_refunds();
  constexpr int kills = 12;
  for (int kill = 0; kill < kills; ++kill) {
    if (kill % 3 != 0)
      rush.daemon.wait_ready();
    rush.daemon.process().wait_for_end(
        std::chrono::milliseconds{moment_ms(random)});
    rush.daemon.kill9();
    rush.daemon.launch(rush.unclear);
  }
  rush.daemon.wait_ready();
  BOOST_TEST_CONTEXT("seed " << seed) {
    rush.check_all();
  }
  BOOST_TEST(rush.daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_server_that_crashes_meanwhile_refunds_nobody_twice) {
  refund_rush rush;
  rush.drop_refunds();
  for (int crash = 0; crash < 3; ++crash) {
    const auto before = rush.daemon.number("SELECT count(*) FROM refunds");
    wait_until("refunds go on", [&] {
      return before == 2 * refund_rush::orders ||
             rush.daemon.number("SELECT count(*) FROM refunds") > before;
    });
    rush.daemon.crash_server();
    wait_until("the server is back", [&] {
      try {
        return rush.daemon.number("SELECT 1") == 1;
      } catch (const orderd::storage::error&) {
        return false;
      }
    });
  }
  rush.check_all();
  BOOST_TEST(rush.daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(
    an_unclear_refund_keeps_its_amount_until_a_person_decides) {
  daemon_fixture daemon{{"refund.max_attempts=3", "refund.retry_delay_ms=1"}};
  daemon.start();
  daemon.import_products("products.csv", products_sample);
  daemon.import_orders("orders.csv", quoted_sample);
  BOOST_TEST(daemon.stop() == 0);
  daemon.start({"payment.simulator.unclear_rate=1.0"});
  const json asked{{"order", "1"},
                   {"type", "partial"},
                   {"amount", "50.00"},
                   {"key", "k"},
                   {"wait", true}};
  const auto unclear = daemon.call("refund.process", asked);
  BOOST_TEST(unclear["status"] == "pending", unclear.dump());
  BOOST_TEST(unclear["dead"] == true);
  const auto dead = daemon.call("queue.dead")["dead"];
  BOOST_TEST_REQUIRE(dead.size() == 1U);
  BOOST_TEST(dead[0]["stage"] == "refunds");
  BOOST_TEST(dead[0]["attempts"] == 3);
  const auto id = dead[0]["refund_id"];
  const auto shown = daemon.call("refund.status", {{"refund_id", id}});
  BOOST_TEST(shown["status"] == "pending");
  BOOST_TEST(daemon.refused("refund.cancel",
                            {{"refund_id", id}})["data"]["exit"] == 4);
  const auto more = daemon.refused(
      "refund.process",
      {{"order", "1"}, {"type", "partial"}, {"amount", "10.00"}});
  BOOST_TEST(more["message"].get<std::string>().find("pending 50.00") !=
             std::string::npos);
  BOOST_TEST(daemon.call("status")["queues"]["refunds"] == 0);
  daemon.check_rules();
  // It outlives a restart, and is then asked for again under its key.
  BOOST_TEST(daemon.stop() == 0);
  daemon.start();
  BOOST_TEST(daemon.call("queue.dead")["dead"].size() == 1U);
  BOOST_TEST(daemon.call("queue.retry", {{"all", true}})["retried"] == 1);
  wait_until("it is completed", [&] {
    return daemon.call("refund.status", {{"refund_id", id}})["status"] ==
           "completed";
  });
  BOOST_TEST(daemon.call("queue.dead")["dead"].empty());
  daemon.check_rules();
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_paused_refund_can_be_cancelled_and_others_go_on) {
  daemon_fixture daemon;
  daemon.start();
  daemon.import_products("products.csv", products_sample);
  daemon.import_orders("orders.csv", quoted_sample);
  daemon.call("queue.pause", {{"stage", "refunds"}});
  const auto ask = [&](const char* order) {
    return daemon.call("refund.process",
                       {{"order", order}, {"type", "full"}})["refund_id"];
  };
  const auto first = ask("1");
  const auto second = ask("2");
  BOOST_TEST(daemon.call("refund.cancel", {{"refund_id", first}})["status"] ==
             "cancelled");
  // The pause outlives a restart.
  BOOST_TEST(daemon.stop() == 0);
  daemon.start();
  BOOST_TEST(daemon.call("refund.status", {{"refund_id", second}})["status"] ==
             "pending");
  daemon.call("queue.resume", {{"stage", "refunds"}});
  wait_until("the other one is completed", [&] {
    return daemon.call("refund.status", {{"refund_id", second}})["status"] ==
           "completed";
  });
  BOOST_TEST(daemon.refused("refund.cancel",
                            {{"refund_id", second}})["data"]["exit"] == 4);
  BOOST_TEST(daemon.call("refund.process", {{"order", "1"},
                                            {"type", "full"},
                                            {"wait", true}})["status"] ==
             "completed");
  daemon.check_rules();
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
