// SPDX-License-Identifier: Apache-2.0
#include "actors/storage_recompute.hpp"

#include "actors/analytics.hpp"
#include "tests/support/memory_refunds.hpp"
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
    store->add_product("A", 1'000, 1'000'000);
    start();
  }

  void start() {
    actor = test.spawn(storage_dispatcher, deps);
    figures = test.spawn(analytics, actor);
    caf::anon_send(actor, subscribe_commits{figures});
    test.run();
  }

  /// Sells one unit, paid, each to a customer of its own.
  void sell() {
    ++sold;
    auto request = std::make_shared<domain::accept_request>();
    request->source = "web";
    domain::order_input order;
    order.email = std::to_string(sold) + "@x.org";
    order.order_ref = "r" + std::to_string(sold);
    order.lines = {{"A", 1}};
    request->orders.push_back(order);
    const auto accepted =
        test.get<orders_accepted>(actor, accept_orders{request});
    auto paid = std::make_shared<domain::finalize_request>();
    paid->answers.push_back(
        {accepted.result->open.front(), true, "test", "TX", {}});
    test.get<orders_finalized>(actor, finalize_orders{paid, true});
  }

  /// One that changes the figures, without waiting.
  auto refuse() {
    auto request = std::make_shared<domain::accept_request>();
    request->source = "web";
    domain::order_input order;
    order.email = "n@x.org";
    order.order_ref = "n" + std::to_string(++sold);
    order.lines = {{"A", 2'000'000}};
    request->orders.push_back(order);
    return test.ask<orders_accepted>(actor, accept_orders{request});
  }

  auto recompute(bool mend = true) {
    return test.ask<figures_recomputed>(actor,
                                        recompute_figures{figures, {}, mend});
  }

  void spoil() {
    store->kpis[{{}, "web"}].gross_revenue += 7;
    store->customers["1@x.org"].spent -= 3;
  }

  void check_right() {
    const auto right = testing::figures_of(*store);
    BOOST_TEST((right.stored == right.computed));
    BOOST_TEST(
        (right.stored_customers.size() == right.computed_customers.size()));
    const auto memory =
        test.get<memory_figures_shown>(figures, get_memory_figures{true});
    BOOST_TEST((memory.figures->kpis == store->kpis));
    const auto report = recompute(false);
    test.run();
    BOOST_REQUIRE(report->value);
    BOOST_TEST(report->value->report->fix.empty());
    BOOST_TEST(!report->value->report->needs_totals);
  }

  int calls(const std::string& name) const {
    return static_cast<int>(
        std::ranges::count_if(store->calls, [&](const auto& call) {
          return call.starts_with(name + " ");
        }));
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
  int sold = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(storage_recompute_test, fixture)

BOOST_AUTO_TEST_CASE(right_figures_are_read_once_and_nothing_is_written) {
  sell();
  sell();
  const auto report = recompute();
  test.run();
  BOOST_REQUIRE(report->value);
  BOOST_TEST(report->value->report->fix.empty());
  BOOST_TEST(calls("check_figures") == 1);
  BOOST_TEST(calls("mend_figures") == 0);
}

BOOST_AUTO_TEST_CASE(wrong_day_rows_and_customers_are_mended) {
  sell();
  sell();
  spoil();
  const auto report = recompute();
  test.run();
  BOOST_REQUIRE(report->value);
  BOOST_TEST(!report->value->report->fix.empty());
  BOOST_TEST(calls("mend_figures") == 1);
  check_right();
}

BOOST_AUTO_TEST_CASE(a_check_alone_mends_nothing) {
  sell();
  spoil();
  const auto report = recompute(false);
  test.run();
  BOOST_REQUIRE(report->value);
  BOOST_TEST(!report->value->report->fix.empty());
  BOOST_TEST(calls("mend_figures") == 0);
}

BOOST_AUTO_TEST_CASE(wrong_memory_costs_a_second_round_and_is_mended) {
  sell();
  sell();
  auto facts = std::make_shared<domain::commit_facts>();
  facts->kpis[{{}, "web"}].refunds = 5;
  facts->customers = {{store->customers["1@x.org"].id, 11, 1}, {{99}, 5, 1}};
  caf::anon_send(figures, committed{facts});
  test.run();
  const auto report = recompute();
  test.run();
  BOOST_REQUIRE(report->value);
  BOOST_TEST(calls("check_figures") == 2);
  BOOST_TEST(report->value->report->fix.memory_customers.size() == 2u);
  BOOST_TEST(report->value->report->fix.stored_customers.empty());
  const auto again = recompute();
  test.run();
  BOOST_REQUIRE(again->value);
  BOOST_TEST(again->value->report->fix.memory_days.empty());
}

BOOST_AUTO_TEST_CASE(memory_is_mended_before_the_answer_comes) {
  sell();
  auto facts = std::make_shared<domain::commit_facts>();
  facts->kpis[{{}, "web"}].refunds = 5;
  caf::anon_send(figures, committed{facts});
  test.run();
  const auto report = recompute();
  std::shared_ptr<testing::outcome<totals_shown>> totals;
  while (test.scheduler().try_run_once())
    if (report->value && !totals)
      totals = test.ask<totals_shown>(figures, get_totals{});
  BOOST_REQUIRE(totals && totals->value);
  BOOST_TEST(totals->value->totals.refunds == 0);
}

BOOST_AUTO_TEST_CASE(recomputations_at_once_mend_once_in_any_schedule) {
  sell();
  sell();
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random{seed};
    spoil();
    std::vector<decltype(recompute())> reports;
    for (int i = 0; i < 8; ++i) {
      refuse();
      if (random() % 3 == 0)
        reports.push_back(recompute(random() % 4 != 0));
      if (random() % 4 == 0)
        test.ask<rules_verified>(actor, verify_rules{figures});
    }
    reports.push_back(recompute());
    run_shuffled(random);
    for (const auto& report : reports)
      BOOST_REQUIRE_MESSAGE(report->value, "seed " << seed);
    const auto right = testing::figures_of(*store);
    BOOST_REQUIRE_MESSAGE(right.stored == right.computed, "seed " << seed);
  }
  check_right();
}

BOOST_AUTO_TEST_CASE(a_mend_that_fails_is_told_and_lets_the_next_one_go_on) {
  sell();
  spoil();
  store->fail_next = {"mend_figures",
                      {storage::error_kind::internal, "a defect was met"}};
  const auto one = recompute(), other = recompute();
  test.run();
  BOOST_TEST(error_text(one->error) == "a defect was met");
  BOOST_TEST(other->value.has_value());
  check_right();
}

BOOST_AUTO_TEST_CASE(more_than_a_few_that_wait_are_refused) {
  std::vector<decltype(recompute())> all;
  for (std::size_t i = 0; i < max_waiting_recomputations + 2; ++i)
    all.push_back(recompute());
  test.run();
  int refused = 0;
  for (const auto& one : all)
    refused += error_code(one->error) == errc::busy;
  BOOST_TEST(refused == 1);
}

BOOST_AUTO_TEST_CASE(figures_that_do_not_come_are_told) {
  test.stop(figures);
  const auto report = recompute();
  test.run();
  BOOST_TEST(bool(report->error));
  const auto none = test.ask<figures_recomputed>(actor, recompute_figures{});
  test.run();
  BOOST_TEST((error_code(none->error) == errc::invalid));
}

BOOST_AUTO_TEST_SUITE_END()
