// SPDX-License-Identifier: Apache-2.0
#include "actors/order_revival.hpp"

#include "tests/support/till.hpp"

#include <boost/test/unit_test.hpp>

#include <caf/send.hpp>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using enum orderd::actors::payment_verdict;

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
