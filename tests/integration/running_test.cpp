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

BOOST_AUTO_TEST_SUITE_END()
