// SPDX-License-Identifier: Apache-2.0
#include "actors/analytics.hpp"
#include "actors/errors.hpp"
#include "actors/storage.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/test_system.hpp"

#include <boost/test/unit_test.hpp>

#include <caf/send.hpp>

#include <random>

using namespace orderd;
using namespace orderd::actors;

namespace {

struct fixture {
  fixture() {
    deps.make_writer = [this](int connection, storage::session_hooks) {
      return testing::make_memory_writer(store, connection);
    };
    deps.make_reader = [this] { return testing::make_memory_reader(store); };
    deps.detached = false;
    deps.events = test.events;
    actor = test.spawn(storage_dispatcher, deps);
    figures = test.spawn(analytics, actor);
    caf::anon_send(actor, subscribe_commits{figures});
    test.run();
  }

  /// Out of stock, so that each changes the day's figures.
  auto accept(int number) {
    auto request = std::make_shared<domain::accept_request>();
    request->source = "web";
    domain::order_input order;
    order.email = "n@x.org";
    order.order_ref = "r" + std::to_string(number);
    order.lines = {{"A", 5}};
    request->orders.push_back(order);
    return test.ask<orders_accepted>(actor, accept_orders{request});
  }

  auto verify() {
    return test.ask<rules_verified>(actor, verify_rules{figures});
  }

  void run_shuffled(std::mt19937& random) {
    auto& jobs = test.scheduler().jobs;
    do {
      if (jobs.size() > 1)
        std::swap(jobs.front(), jobs[random() % jobs.size()]);
    } while (test.scheduler().try_run_once());
  }

  testing::test_system test;
  testing::memory_store_ptr store = std::make_shared<testing::memory_store>();
  storage_deps deps;
  storage_actor actor;
  analytics_actor figures;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(storage_verify, fixture)

BOOST_AUTO_TEST_CASE(the_snapshot_and_memory_are_of_one_place_in_any_schedule) {
  store->add_product("A", 100, 0);
  int number = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random{seed};
    std::vector<decltype(verify())> reports;
    for (int i = 0; i < 12; ++i) {
      accept(number++);
      if (random() % 4 == 0)
        reports.push_back(verify());
    }
    run_shuffled(random);
    for (const auto& report : reports) {
      BOOST_REQUIRE_MESSAGE(report->value, "seed " << seed);
      BOOST_REQUIRE_MESSAGE(report->value->report->ok(), "seed " << seed);
    }
  }
  BOOST_TEST(store->orders.size() == 3'600u);
}

BOOST_AUTO_TEST_CASE(no_snapshot_is_opened_while_a_write_runs) {
  store->add_product("A", 100, 0);
  store->calls.clear();
  accept(1);
  test.scheduler().try_run_once(); // the asker
  test.scheduler().try_run_once(); // the dispatcher: a worker has the job
  const auto report = verify();
  while (test.scheduler().try_run_once_lifo())
    ;
  BOOST_TEST(report->value.has_value());
  BOOST_REQUIRE(store->calls.size() >= 2u);
  BOOST_TEST(store->calls[0] == "accept 1");
  BOOST_TEST(store->calls[1] == "begin_verify 1");
}

BOOST_AUTO_TEST_CASE(writes_go_on_while_the_rules_are_checked) {
  store->add_product("A", 100, 0);
  const auto report = verify();
  const auto called = [&](const std::string& name) {
    return std::ranges::any_of(
        store->calls, [&](const auto& call) { return call.starts_with(name); });
  };
  while (!called("begin_verify"))
    BOOST_REQUIRE(test.scheduler().try_run_once());
  const auto order = accept(1);
  test.run();
  BOOST_TEST(order->value.has_value());
  BOOST_TEST(report->value.has_value());
  BOOST_TEST(report->value->report->ok());
}

BOOST_AUTO_TEST_CASE(two_verifications_at_once_come_one_after_the_other) {
  const auto one = verify(), other = verify();
  test.run();
  BOOST_TEST(one->value.has_value());
  BOOST_TEST(other->value.has_value());
  std::vector<std::string> calls;
  for (const auto& call : store->calls)
    if (call.find("verify") != std::string::npos)
      calls.push_back(call);
  const std::vector<std::string> expected{"begin_verify 1", "verify 1",
                                          "begin_verify 1", "verify 1"};
  BOOST_TEST(calls == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_snapshot_that_cannot_be_opened_lets_writes_go_on) {
  store->add_product("A", 100, 0);
  store->fail_next = {
      "begin_verify",
      {storage::error_kind::unavailable, "the database is away"}};
  const auto report = verify();
  const auto order = accept(1);
  test.run();
  BOOST_TEST((error_code(report->error) == errc::unavailable));
  BOOST_TEST(order->value.has_value());
  const auto again = verify();
  test.run();
  BOOST_TEST(again->value.has_value());
}

BOOST_AUTO_TEST_CASE(figures_that_do_not_come_let_writes_go_on) {
  store->add_product("A", 100, 0);
  test.stop(figures);
  const auto report = verify();
  const auto order = accept(1);
  test.run();
  BOOST_TEST(bool(report->error));
  BOOST_TEST(order->value.has_value());
}

BOOST_AUTO_TEST_CASE(a_verification_without_figures_is_refused) {
  const auto report = test.ask<rules_verified>(actor, verify_rules{});
  test.run();
  BOOST_TEST((error_code(report->error) == errc::invalid));
}

BOOST_AUTO_TEST_SUITE_END()
