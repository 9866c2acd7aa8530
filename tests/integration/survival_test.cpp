// SPDX-License-Identifier: Apache-2.0
#include "tests/support/daemon_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <random>

using namespace orderd::testing;
using nlohmann::json;

namespace {

constexpr int kills = 30;
constexpr int rows_a_file = 20'000;
constexpr int bad_rows_a_file = rows_a_file / 50;
constexpr int first_stock = 1'000'000;

/// Every fiftieth row is a reject; the files differ.
std::string mixed_file(int number, int rows = rows_a_file) {
  std::string content = "customer_name,customer_email,products\n";
  for (int i = 0; i < rows; ++i) {
    const auto customer = std::to_string((number * 7 + i) % 3'000);
    const bool bad = i % 50 == 7;
    content += "N" + std::to_string(number) + "-" + std::to_string(i) + ",c" +
               customer + "@x.org,[{\"sku\":\"" +
               (bad          ? "NOSUCH"
                : i % 2 == 0 ? "ONE"
                             : "TWO") +
               "\",\"quantity\":" + std::to_string(1 + i % 3) + "}]\n";
  }
  return content;
}

/// A shop in which some payments are declined and some answers unclear, and
/// files enough that an import is always under way.
class rush {
public:
  rush()
      : daemon({"payment.simulator.approve_rate=0.9",
                "payment.simulator.unclear_rate=0.02",
                "payment.simulator.latency_ms=20", "payment.retry_delay_ms=10",
                "payment.max_attempts=50", "import.batch_orders=250"}) {
    daemon.start();
    const auto stock = std::to_string(first_stock);
    daemon.import_products("goods.csv", "sku,name,price,stock\n"
                                        "ONE,One,1.10," +
                                            stock + "\nTWO,Two,2.20," + stock +
                                            "\n");
  }

  void drop_more() {
    ++files;
    daemon.drop("orders", name_of(files), mixed_file(files));
  }

  /// Whether what was dropped is nearly used up. Read from the database, which
  /// is there also while the daemon is not.
  [[nodiscard]] bool runs_dry() const {
    return daemon.number("SELECT count(*) FROM imports "
                         "WHERE finished_at IS NOT NULL "
                         "AND kind = 'orders'") >= files - 1;
  }

  /// How many rows are decided.
  [[nodiscard]] std::int64_t rows() const {
    return daemon.number("SELECT coalesce(sum(rows), 0)::bigint FROM imports");
  }

  /// Waits until all is imported; then each row must be one order or reject.
  void check_all() {
    for (int i = 1; i <= files; ++i) {
      const auto import = daemon.await_import(name_of(i));
      BOOST_TEST_CONTEXT(import.dump()) {
        BOOST_TEST(import["state"] == "done");
        BOOST_TEST(import["rows"] == rows_a_file);
        BOOST_TEST(import["rejected"] == bad_rows_a_file);
        BOOST_TEST(import["accepted"] == rows_a_file - bad_rows_a_file);
      }
    }
    daemon.check_rules();
    check_database();
  }

  daemon_fixture daemon;
  int files = 0;

private:
  static std::string name_of(int file) {
    return "file" + std::to_string(file) + ".csv";
  }

  void check_database() const {
    const std::int64_t good = files * (rows_a_file - bad_rows_a_file);
    const std::int64_t bad = files * bad_rows_a_file;
    const auto count = [&](std::string_view what) {
      return daemon.number("SELECT count(*) FROM " + std::string(what));
    };
    BOOST_TEST(count("orders") == good);
    BOOST_TEST(count("(SELECT DISTINCT import_id, line FROM orders) o") ==
               good);
    BOOST_TEST(count("import_rejects") == bad);
    BOOST_TEST(count("import_rejects JOIN orders USING (import_id, line)") ==
               0);
    BOOST_TEST(count("orders WHERE status NOT IN ('paid', 'cancelled')") == 0);
    BOOST_TEST(count("payments WHERE status = 'captured'") ==
               count("orders WHERE status = 'paid'"));
    BOOST_TEST(count("(SELECT transaction_id FROM payments "
                     "WHERE status = 'captured' GROUP BY 1 "
                     "HAVING count(*) > 1) twice") == 0);
    BOOST_TEST(count("open_batches") == 0);
    BOOST_TEST(daemon.number(
                   "SELECT sum(p.stock_quantity + coalesce(s.sold, 0))::bigint "
                   "FROM products p LEFT JOIN (SELECT product_id, "
                   "sum(quantity) AS sold FROM order_items i JOIN orders o "
                   "ON o.id = i.order_id WHERE o.status = 'paid' GROUP BY 1) s "
                   "ON s.product_id = p.id") == 2 * first_stock);
  }
};

bool is_running(daemon_fixture& daemon, const std::string& file) {
  const auto import = daemon.find_import(file);
  return !import.is_null() && import["state"] == "running" &&
         import["rows"] > 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(survival)

BOOST_AUTO_TEST_CASE(thirty_kills_lose_nothing_and_charge_nobody_twice) {
  const auto seed = std::random_device{}();
  BOOST_TEST_MESSAGE("the kills' seed is " << seed);
  std::mt19937 random{seed};
  std::uniform_int_distribution<int> moment_ms{0, 600};
  rush shop;
  shop.drop_more();
  int while_working = 0;
  for (int kill = 0; kill < kills; ++kill) {
    if (shop.runs_dry())
      shop.drop_more();
    // One in three may die before it is ready.
    if (kill % 3 != 0)
      shop.daemon.wait_ready();
    const auto before = shop.rows();
    const std::chrono::milliseconds moment{moment_ms(random)};
    // It must not end before its moment.
    const auto ended = shop.daemon.process().wait_for_end(moment);
    BOOST_REQUIRE_MESSAGE(!ended, "orderd ended by itself with "
                                      << ended.value_or(0) << ", kill " << kill
                                      << ", seed " << seed
                                      << shop.daemon.output());
    shop.daemon.kill9();
    while_working += shop.rows() > before ? 1 : 0;
    shop.daemon.launch();
  }
  shop.daemon.wait_ready();
  BOOST_TEST_MESSAGE(while_working << " kills hit a moving import, "
                                   << shop.files << " files");
  BOOST_TEST_CONTEXT("seed " << seed) {
    BOOST_TEST(while_working > kills / 3);
    shop.check_all();
  }
  BOOST_TEST(shop.daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_server_that_crashes_while_importing_comes_back) {
  rush shop;
  shop.drop_more();
  shop.drop_more();
  for (int crash = 1; crash <= 3; ++crash) {
    const auto before = shop.daemon.number("SELECT count(*) FROM orders");
    wait_until("the import goes on", [&] {
      return shop.daemon.number("SELECT count(*) FROM orders") > before;
    });
    shop.daemon.crash_server();
    wait_until("the server is back", [&] {
      try {
        return shop.daemon.number("SELECT 1") == 1;
      } catch (const orderd::storage::error&) {
        return false;
      }
    });
    shop.drop_more();
  }
  BOOST_TEST(!shop.daemon.process().wait_for_end({}));
  shop.check_all();
  BOOST_TEST(shop.daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(sigterm_stops_in_time_and_the_next_start_goes_on) {
  rush shop;
  shop.drop_more();
  wait_until("it is being imported",
             [&] { return is_running(shop.daemon, "file1.csv"); });
  BOOST_TEST(shop.daemon.stop() == 0);
  BOOST_TEST(shop.daemon.log().back()["event"] == "daemon.stopped");
  // What was accepted before has been finished, too.
  shop.daemon.start();
  BOOST_TEST(shop.daemon.events("import.claimed").size() >= 2U);
  shop.check_all();
  BOOST_TEST(shop.daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_second_sigterm_ends_at_once_and_loses_nothing) {
  rush shop;
  BOOST_TEST(shop.daemon.stop() == 0);
  // Answers that take longer than anybody waits.
  shop.daemon.start({"payment.simulator.latency_ms=30000"});
  shop.drop_more();
  wait_until("orders wait for their payment", [&] {
    return shop.daemon.call("status")["queues"]["orders"] > 500;
  });
  shop.daemon.signal(SIGTERM);
  wait_until("it drains",
             [&] { return shop.daemon.events("daemon.draining").size() == 2; });
  BOOST_TEST(!shop.daemon.process().wait_for_end({}));
  shop.daemon.signal(SIGTERM);
  BOOST_TEST(shop.daemon.wait_for_exit(std::chrono::seconds{5}) == 1);
  shop.daemon.start();
  shop.check_all();
  BOOST_TEST(shop.daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_cancelled_import_counts_each_row_once) {
  rush shop;
  constexpr int rows = 50'000;
  shop.daemon.drop("orders", "cancel.csv", mixed_file(1, rows));
  wait_until("it is being imported",
             [&] { return is_running(shop.daemon, "cancel.csv"); });
  const auto id = shop.daemon.find_import("cancel.csv")["import_id"];
  shop.daemon.call("imports.cancel", {{"id", id}});
  const auto import = shop.daemon.await_import("cancel.csv");
  BOOST_TEST_CONTEXT(import.dump()) {
    BOOST_TEST(import["state"] == "cancelled");
    BOOST_TEST(import["rows"] == rows);
    BOOST_TEST(import["accepted"] > 0);
    BOOST_TEST(import["rejected"] > 0);
    BOOST_TEST(import["skipped"] > 0);
    BOOST_TEST(import["accepted"].get<int>() + import["rejected"].get<int>() +
                   import["skipped"].get<int>() ==
               rows);
    BOOST_TEST(shop.daemon.number("SELECT count(*) FROM orders") ==
               import["accepted"].get<int>());
    BOOST_TEST(!import["archived_as"].is_null());
  }
  // Asked again, it is cancelled; what is done cannot be cancelled any more.
  BOOST_TEST(shop.daemon.call("imports.cancel", {{"id", id}})["state"] ==
             "cancelled");
  BOOST_TEST(
      shop.daemon.refused("imports.cancel", {{"id", 1}})["data"]["exit"] == 4);
  shop.daemon.check_rules();
  BOOST_TEST(shop.daemon.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
