// SPDX-License-Identifier: Apache-2.0
#include "actors/order_revival.hpp"

#include "tests/support/till.hpp"

#include <boost/test/unit_test.hpp>

#include <caf/send.hpp>

#include <numeric>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using enum orderd::actors::payment_verdict;

namespace {

std::vector<std::int64_t> numbers(std::int64_t from, std::int64_t to) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(to - from + 1));
  std::iota(all.begin(), all.end(), from);
  return all;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(order_revival_test, orderd::testing::till)

BOOST_AUTO_TEST_CASE(a_dead_order_is_charged_again_with_attempts_counted_on) {
  submit(3);
  test.run();
  answer({1, 3}, approved);
  for (int i = 0; i < 3; ++i) {
    answer({2}, unclear);
    test.advance(2s);
  }
  BOOST_TEST(status().dead == 1);
  BOOST_TEST(
      test.get<dead_retried>(processor, retry_dead_orders{{{2}}}).count == 1);
  test.run();
  BOOST_TEST(status().dead == 0);
  for (int i = 0; i < 3; ++i) {
    answer({2}, unclear);
    test.advance(2s);
  }
  const auto about = asked(2);
  BOOST_REQUIRE(about.size() == 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    BOOST_TEST(about[i].attempt == static_cast<int>(i) + 1);
    BOOST_TEST(about[i].key == about[0].key);
  }
  BOOST_TEST(store->dead.at({2}).attempts == 6);
  BOOST_TEST(test.get<dead_retried>(processor, retry_dead_orders{}).count == 1);
  test.run();
  answer({2}, approved);
  BOOST_TEST(is_paid(2));
  BOOST_TEST(test.get<dead_retried>(processor, retry_dead_orders{}).count == 0);
}

BOOST_AUTO_TEST_CASE(dead_orders_are_found_between_thousands_of_open_ones) {
  submit(1'000);
  submit(1'000);
  submit(1'000);
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({5, 1'500, 3'000}, unclear);
    test.advance(2s);
  }
  BOOST_TEST(status().dead == 3);
  BOOST_TEST(test.get<dead_retried>(processor, retry_dead_orders{}).count == 3);
  test.run();
  for (const std::int64_t order : {5, 1'500, 3'000})
    BOOST_TEST(asked(order).size() == 4u);
  BOOST_TEST(status().in_flight == 3'000);
}

BOOST_AUTO_TEST_CASE(a_read_that_fails_is_repeated_until_all_are_charged) {
  submit(2);
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({1, 2}, unclear);
    test.advance(2s);
  }
  const auto fails = [&] {
    store->fail_next = {"open_orders",
                        {storage::error_kind::unavailable, "no connection"}};
  };
  fails();
  const auto retried = test.ask<dead_retried>(processor, retry_dead_orders{});
  test.run();
  BOOST_TEST(store->dead.empty());
  BOOST_TEST(!retried->answered());
  BOOST_TEST(status().waiting == 2);
  fails();
  test.advance(100ms);
  BOOST_TEST(!retried->answered());
  test.advance(100ms);
  BOOST_TEST(!retried->answered());
  test.advance(100ms);
  BOOST_REQUIRE(retried->value);
  BOOST_TEST(retried->value->count == 2);
  BOOST_TEST(asked(1).size() == 4u);
  BOOST_TEST(asked(2).size() == 4u);
  BOOST_TEST(status().waiting == 0);
  BOOST_TEST(test.events->count("orders.revival_delayed") == 2u);
  answer({1, 2}, approved);
  BOOST_TEST(is_paid(1));
  BOOST_TEST(is_paid(2));
}

BOOST_AUTO_TEST_CASE(more_dead_orders_than_there_is_room_for_come_as_there_is) {
  kill();
  settings.max_attempts = 1;
  open();
  for (std::int64_t first = 1; first <= 17'000; first += 1'000) {
    submit(1'000);
    test.run();
    answer(numbers(first, first + 999), unclear);
  }
  BOOST_TEST(status().dead == 17'000);
  requests.clear();
  BOOST_TEST(test.get<dead_retried>(processor, retry_dead_orders{}).count ==
             17'000);
  test.run();
  BOOST_TEST(requests.size() == max_orders_in_flight);
  BOOST_TEST(status().dead == 0);
  BOOST_TEST(status().waiting == 1'000);
  const auto batch = submit(1'000);
  test.run();
  answer(numbers(1, 999), approved);
  BOOST_TEST(requests.size() == max_orders_in_flight);
  BOOST_TEST(!batch->answered());
  answer({1'000}, approved);
  BOOST_TEST(requests.size() == 18'000u);
  BOOST_TEST(asked(17'000).size() == 1u);
  BOOST_TEST(asked(17'000)[0].attempt == 2);
  BOOST_TEST(batch->value.has_value());
  BOOST_TEST(status().waiting == 0);
}

BOOST_AUTO_TEST_CASE(orders_that_die_again_during_a_revival_are_dead) {
  kill();
  settings.max_attempts = 1;
  open();
  for (std::int64_t first = 1; first <= 17'000; first += 1'000) {
    submit(1'000);
    test.run();
    answer(numbers(first, first + 999), unclear);
  }
  test.get<dead_retried>(processor, retry_dead_orders{});
  answer(numbers(1, 16'000), unclear);
  BOOST_TEST(status().dead == 16'000);
  BOOST_TEST(status().in_flight == 1'000);
}

BOOST_AUTO_TEST_CASE(draining_does_not_wait_for_a_revival) {
  submit(1);
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({1}, unclear);
    test.advance(2s);
  }
  store->fail_next = {"open_orders",
                      {storage::error_kind::unavailable, "no connection"}};
  const auto retried = test.ask<dead_retried>(processor, retry_dead_orders{});
  test.run();
  const auto done = test.ask<drained>(processor, drain{});
  test.run();
  BOOST_TEST(done->value.has_value());
  BOOST_REQUIRE(retried->value);
  BOOST_TEST(retried->value->count == 1);
  test.advance(1min);
  BOOST_TEST(asked(1).size() == 3u);
  kill();
  open();
  test.get<recovered>(processor, recover{});
  BOOST_TEST(asked(1).size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_duplicate_that_is_paid_meanwhile_is_answered) {
  for (int steps = 0; steps < 40; ++steps) {
    const auto ref = "meanwhile " + std::to_string(steps);
    create(ref, false);
    test.run();
    const auto order = store->last_order;
    const auto again = create(ref, true);
    caf::anon_send(
        caf::actor_cast<payment_sink_actor>(processor),
        payment_answers{std::make_shared<std::vector<payment_answer_line>>(
            std::vector<payment_answer_line>{
                {order, "", approved, "TX", ""}})});
    for (int i = 0; i < steps; ++i)
      test.scheduler().try_run_once_lifo();
    test.run();
    BOOST_REQUIRE_MESSAGE(again->value, "after " << steps << " steps");
  }
}

BOOST_AUTO_TEST_SUITE_END()
