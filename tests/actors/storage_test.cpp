// SPDX-License-Identifier: Apache-2.0
#include "actors/storage.hpp"

#include "actors/errors.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/test_system.hpp"

#include <boost/test/unit_test.hpp>

#include <caf/send.hpp>

using namespace orderd;
using namespace orderd::actors;

namespace {

// CAF 0.17.6 reads a null pointer where an actor is spawned without any.
constexpr int no_argument = 0;

struct fixture {
  fixture() {
    store->add_product("A", 1'000, 1'000);
    deps.make_writer = [this](int connection, storage::session_hooks given) {
      hooks.push_back(std::move(given));
      return testing::make_memory_writer(store, connection);
    };
    deps.make_reader = [this] { return testing::make_memory_reader(store); };
    deps.detached = false;
    deps.conninfo = "host=here";
    deps.events = test.events;
    open();
  }

  void open() {
    actor = test.spawn(storage_dispatcher, deps);
    test.run();
  }

  auto accept(const std::string& ref, const std::string& sku = "A") {
    auto request = std::make_shared<domain::accept_request>();
    request->source = "web";
    domain::order_input order;
    order.name = "N";
    order.email = "n@x.org";
    order.order_ref = ref;
    order.lines = {{sku, 1}};
    request->orders.push_back(order);
    return test.ask<orders_accepted>(actor, accept_orders{request});
  }

  auto status() {
    return test.get<storage_status>(actor, get_status{});
  }

  /// The calls of the store since the last time.
  std::vector<std::string> calls() {
    return std::exchange(store->calls, {});
  }

  testing::test_system test;
  testing::memory_store_ptr store = std::make_shared<testing::memory_store>();
  std::vector<storage::session_hooks> hooks;
  storage_deps deps;
  storage_actor actor;
};

storage::error failure(storage::error_kind kind) {
  return {kind, "what was attempted failed"};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(storage_dispatch, fixture)

BOOST_AUTO_TEST_CASE(single_orders_that_wait_go_together_each_its_own) {
  std::vector<decltype(accept(""))> answers;
  for (int i = 0; i < 6; ++i)
    answers.push_back(accept("r" + std::to_string(i)));
  answers.push_back(accept("bad", "NOPE"));
  answers.push_back(accept("r0"));
  test.run();
  BOOST_TEST(calls().size() < 8u);
  std::set<domain::order_id> orders;
  for (std::size_t i = 0; i < 6; ++i) {
    BOOST_REQUIRE(answers[i]->value);
    const auto& result = *answers[i]->value->result;
    BOOST_TEST(result.decisions.size() == 1u);
    BOOST_TEST(result.accepted == 1);
    BOOST_TEST(result.open.size() == 1u);
    BOOST_TEST((result.open.front().order == result.decisions.front().order));
    orders.insert(result.decisions.front().order);
  }
  BOOST_TEST(orders.size() == 6u);
  const auto& bad = *answers[6]->value->result;
  BOOST_TEST(bad.rejected == 1);
  BOOST_TEST(bad.decisions.front().code == "unknown_sku");
  const auto& twin = *answers[7]->value->result;
  BOOST_TEST(twin.duplicates == 1);
  BOOST_TEST(twin.open.empty());
  BOOST_TEST((twin.decisions.front().order ==
              answers[0]->value->result->decisions.front().order));
}

BOOST_AUTO_TEST_CASE(a_failure_reaches_everyone_whose_orders_went_together) {
  const auto alone1 = accept("x"), alone2 = accept("y");
  const auto one = accept("a"), other = accept("b");
  store->fail_next = {"accept", failure(storage::error_kind::internal)};
  test.run();
  int failed = 0;
  for (const auto& answer : {alone1, alone2, one, other}) {
    BOOST_TEST(answer->answered());
    failed += answer->error ? 1 : 0;
  }
  BOOST_TEST(failed >= 1);
  const auto next = accept("c");
  test.run();
  BOOST_TEST(next->value.has_value());
}

BOOST_AUTO_TEST_CASE(each_kind_of_failure_has_its_code_and_keeps_its_text) {
  const std::vector<std::pair<storage::error_kind, errc>> kinds{
      {storage::error_kind::unavailable, errc::unavailable},
      {storage::error_kind::conflict, errc::conflict},
      {storage::error_kind::not_found, errc::not_found},
      {storage::error_kind::data_refused, errc::data_refused},
      {storage::error_kind::misconfigured, errc::misconfigured},
      {storage::error_kind::internal, errc::internal}};
  for (const auto& [kind, code] : kinds) {
    store->fail_next = {"change_stock", failure(kind)};
    const auto answer = test.ask<stock_changed>(actor, change_stock{});
    test.run();
    BOOST_TEST((error_code(answer->error) == code));
    BOOST_TEST(error_text(answer->error) == "what was attempted failed");
  }
}

BOOST_AUTO_TEST_CASE(too_many_single_orders_are_refused_as_busy) {
  std::vector<decltype(accept(""))> answers;
  for (std::size_t i = 0; i < max_waiting_requests + 10; ++i)
    answers.push_back(accept("r" + std::to_string(i)));
  test.run();
  std::size_t refused = 0;
  for (const auto& answer : answers) {
    BOOST_REQUIRE(answer->answered());
    if (answer->error) {
      BOOST_TEST((error_code(answer->error) == errc::busy));
      ++refused;
    }
  }
  BOOST_TEST(store->orders.size() + refused == answers.size());
}

BOOST_AUTO_TEST_CASE(too_many_reads_are_refused_as_busy) {
  std::vector<std::shared_ptr<testing::outcome<product_found>>> answers;
  for (std::size_t i = 0; i < 3 * max_waiting_requests; ++i)
    answers.push_back(test.ask<product_found>(actor, find_product{"A"}));
  test.run();
  for (const auto& answer : answers)
    BOOST_REQUIRE((answer->value || error_code(answer->error) == errc::busy));
}

BOOST_AUTO_TEST_CASE(listeners_hear_of_a_commit_before_its_asker_does) {
  std::vector<std::string> order;
  using behavior = commit_listener_actor::behavior_type;
  auto listener = test.spawn(
      [&](commit_listener_actor::pointer, int) -> behavior {
        return {[&](const committed& m) {
          order.push_back("told " + std::to_string(m.facts->notices.size()));
        }};
      },
      no_argument);
  caf::anon_send(actor, subscribe_commits{listener});
  test.run();
  auto request = std::make_shared<domain::accept_request>();
  request->orders.resize(1);
  request->orders.front().lines = {{"A", 1}};
  test.spawn(
      [&](caf::event_based_actor* self, int) {
        self->request(actor, caf::infinite, accept_orders{request})
            .then([&](const orders_accepted&) { order.push_back("answered"); });
      },
      no_argument);
  test.run();
  BOOST_REQUIRE(order.size() == 2u);
  BOOST_TEST(order[0] == "told 1");
  BOOST_TEST(order[1] == "answered");
}

BOOST_AUTO_TEST_CASE(a_listener_that_ended_is_told_nothing_more) {
  using behavior = commit_listener_actor::behavior_type;
  auto listener =
      test.spawn([](commit_listener_actor::pointer,
                    int) -> behavior { return {[](const committed&) {}}; },
                 no_argument);
  caf::anon_send(actor, subscribe_commits{listener});
  test.run();
  test.stop(listener);
  accept("r");
  test.run();
  BOOST_TEST(store->orders.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_lane_that_was_taken_over_ends_the_actor_and_tells_why) {
  const auto reading = test.ask<product_found>(actor, find_product{"A"});
  std::vector<decltype(accept(""))> answers;
  for (int i = 0; i < 4; ++i)
    answers.push_back(accept("r" + std::to_string(i)));
  const auto waiting = test.ask<stock_changed>(actor, change_stock{});
  store->fail_next = {"accept", failure(storage::error_kind::fenced)};
  BOOST_TEST((error_code(test.ending(actor)) == errc::fenced));
  // What another connection is at may come to anything.
  int fenced = 0, unanswered = 0;
  for (const auto& answer : answers) {
    fenced += error_code(answer->error) == errc::fenced;
    unanswered += !answer->answered();
  }
  BOOST_TEST(fenced >= 2);
  BOOST_TEST(unanswered <= 1);
  BOOST_TEST(waiting->answered());
  BOOST_TEST(reading->answered());
  BOOST_TEST(test.events->count("storage.fenced") == 1u);
}

BOOST_AUTO_TEST_CASE(a_drain_waits_for_every_write_and_short_read) {
  std::vector<decltype(accept(""))> answers;
  for (int i = 0; i < 10; ++i)
    answers.push_back(accept("r" + std::to_string(i)));
  const auto reading = test.ask<product_found>(actor, find_product{"A"});
  const auto written = test.ask<stock_changed>(
      actor, change_stock{{"A", true, 5, "count", ""}, {}});
  const auto drained_ = test.ask<drained>(actor, drain{});
  while (!drained_->answered())
    BOOST_REQUIRE(test.scheduler().try_run_once());
  for (const auto& answer : answers)
    BOOST_TEST(answer->answered());
  BOOST_TEST(reading->answered());
  BOOST_TEST(written->answered());
  test.get<drained>(actor, drain{});
}

BOOST_AUTO_TEST_CASE(each_change_of_health_is_reported_once) {
  hooks[0].health(false, "refused");
  hooks[1].health(false, "gone");
  hooks[0].health(false, "refused");
  hooks[1].health(false, "gone");
  test.run();
  BOOST_TEST(test.events->count("database.lost") == 2u);
  BOOST_TEST(!status().connected);
  BOOST_TEST(status().reason == "refused");
  hooks[0].health(true, "");
  hooks[0].health(true, "");
  test.run();
  BOOST_TEST(!status().connected);
  BOOST_TEST(status().reason == "gone");
  hooks[1].health(true, "");
  test.run();
  BOOST_TEST(status().connected);
  BOOST_TEST(status().reason.empty());
  BOOST_TEST(test.events->count("database.connected") == 2u);
  BOOST_TEST(status().conninfo == "host=here");
}

BOOST_AUTO_TEST_CASE(a_writer_that_cannot_be_made_ends_the_actor) {
  deps.make_writer =
      [](int, storage::session_hooks) -> std::unique_ptr<storage::writer> {
    throw storage::error(storage::error_kind::misconfigured, "no such schema");
  };
  const auto broken = test.spawn(storage_dispatcher, deps);
  const auto why = test.ending(broken);
  BOOST_TEST((error_code(why) == errc::misconfigured));
  BOOST_TEST(error_text(why) == "no such schema");
}

BOOST_AUTO_TEST_SUITE_END()
