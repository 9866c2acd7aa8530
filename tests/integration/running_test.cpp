// SPDX-License-Identifier: Apache-2.0
#include "tests/support/daemon_fixture.hpp"
#include "tests/support/order_files.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

using namespace orderd::testing;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(running)

BOOST_AUTO_TEST_CASE(sighup_opens_the_log_anew_and_drain_ends_the_daemon) {
  daemon_fixture daemon;
  daemon.start();
  daemon.import_products("products.csv", products_sample);
  const auto rotated = daemon.log_file().string() + ".1";
  fs::rename(daemon.log_file(), rotated);
  daemon.signal(SIGHUP);
  wait_until("the log is there again",
             [&] { return fs::exists(daemon.log_file()); });
  const auto old = text_of(rotated);
  daemon.import_orders("quoted.csv", quoted_sample);
  BOOST_TEST((text_of(rotated) == old));
  BOOST_TEST(daemon.events("import.done").size() == 1U);

  BOOST_TEST(daemon.call("drain")["state"] == "draining");
  BOOST_TEST(daemon.wait_for_exit() == 0);
  BOOST_TEST(daemon.log().back()["event"] == "daemon.stopped");
}

BOOST_AUTO_TEST_CASE(files_that_came_while_it_was_away_are_taken) {
  daemon_fixture daemon{{"import.quiet_ms=100"}};
  daemon.drop("products", "products.csv", products_sample);
  daemon.drop("orders", "quoted.csv", quoted_sample);
  daemon.start();
  // Products first, whatever the names are.
  BOOST_TEST(daemon.await_import("quoted.csv")["accepted"] == 3);
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(product_files_apply_again_and_again) {
  daemon_fixture daemon;
  daemon.start();
  const std::string header = "sku,name,price,stock\n";
  const auto import = [&](const std::string& name, const std::string& row) {
    const auto done = daemon.import_products(name, header + row);
    BOOST_TEST(done["state"] == "done");
    BOOST_TEST(done["accepted"] == 1);
  };
  const auto product = [&] {
    return daemon.call("products.show", {{"sku", "P"}});
  };
  import("a1.csv", "P,One,1.00,10\n");
  import("b.csv", "P,Two,2.00,20\n");
  import("blank.csv", "P,Three,3.00,\n");
  BOOST_TEST(product()["stock_quantity"] == 20);
  BOOST_TEST(product()["price"] == "3.00");
  import("a2.csv", "P,One,1.00,10\n");
  BOOST_TEST(product()["stock_quantity"] == 10);
  BOOST_TEST(product()["name"] == "One");
  daemon.check_rules();
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
