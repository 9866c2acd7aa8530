// SPDX-License-Identifier: Apache-2.0
#include "actors/refund.hpp"

#include "tests/support/refund_till.hpp"

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

struct fixture : testing::refund_till {
  fixture() {
    settings.max_attempts = 1;
    restart();
  }

  /// So many refunds of a cent for which a person decides, from number 1 on.
  void bury(int refunds) {
    sell(refunds);
    submit(1, refunds);
    test.run();
    answer(numbers(1, refunds), unclear);
    BOOST_REQUIRE(status().dead == refunds);
  }

  /// Sends an answer without letting anything happen.
  void send_answer(std::int64_t id, payment_verdict verdict) {
    caf::anon_send(
        caf::actor_cast<payment_sink_actor>(refund),
        payment_answers{std::make_shared<std::vector<payment_answer_line>>(
            std::vector<payment_answer_line>{{id, "", verdict, "TX", ""}})});
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_counts_test, fixture)

BOOST_AUTO_TEST_CASE(a_backlog_that_is_taken_up_does_not_count_twice) {
  sell(18'000);
  pause();
  for (int i = 0; i < 18; ++i)
    submit(1 + i * 1'000, 1'000);
  test.run();
  pause(false);
  BOOST_TEST(status().in_flight == 16'000);
  BOOST_TEST(status().waiting == 2'000);
}

BOOST_AUTO_TEST_CASE(held_refunds_wait_and_are_not_in_flight) {
  settings.max_attempts = 3;
  restart();
  sell();
  create(1, 100);
  test.run();
  answer({1}, unclear);
  BOOST_TEST(status().in_flight == 1);
  pause();
  test.advance(1min);
  BOOST_TEST(status().in_flight == 0);
  BOOST_TEST(status().waiting == 1);
}

BOOST_AUTO_TEST_CASE(a_letter_that_is_taken_while_it_is_written_counts_once) {
  bury(3);
  for (int steps = 0; steps < 30; ++steps) {
    create(1, 1);
    test.run();
    const auto id = store->last_refund;
    send_answer(id, unclear);
    for (int i = 0; i < steps; ++i)
      test.scheduler().try_run_once_lifo();
    test.ask<dead_retried>(refund, retry_dead_refunds{{{id}}});
    test.run();
    BOOST_TEST(status().dead ==
               static_cast<std::int64_t>(store->dead_refunds.size()));
    answer({id}, approved);
    BOOST_TEST(status().dead == 3);
  }
}

BOOST_AUTO_TEST_CASE(repeated_late_answers_take_one_dead_letter_away) {
  bury(3);
  for (int i = 0; i < 3; ++i) {
    send_answer(1, approved);
    for (int step = 0; step < 7; ++step)
      test.scheduler().try_run_once();
  }
  test.run();
  BOOST_TEST(status().dead == 2);
  BOOST_TEST(store->dead_refunds.size() == 2u);
}

BOOST_AUTO_TEST_CASE(many_late_answers_all_count) {
  sell(3'000);
  for (int i = 0; i < 3; ++i)
    submit(1 + i * 1'000, 1'000);
  test.run();
  answer(numbers(1, 3'000), unclear);
  BOOST_TEST(status().dead == 3'000);
  answer(numbers(1, 3'000), approved);
  BOOST_TEST(status().dead == 0);
  BOOST_TEST(store->customers["n@x.org"].spent == 3'000 * 999);
  BOOST_TEST(test.events->count("refund.answer_dropped") == 0u);
}

BOOST_AUTO_TEST_CASE(late_answers_beyond_the_limit_are_one_event) {
  const auto most = static_cast<std::int64_t>(max_late_answers);
  answer(numbers(1, most + 500), approved);
  BOOST_TEST(calls("find_refund") == most);
  BOOST_REQUIRE(test.events->count("refund.answer_dropped") == 1u);
  const auto& event = test.events->events.back();
  BOOST_TEST(testing::field(event, "refund_id") == std::to_string(most + 1));
  BOOST_TEST(testing::field(event, "refunds") == "500");
  BOOST_TEST(testing::field(event, "reason") == "too many late answers wait");
}

BOOST_AUTO_TEST_CASE(a_late_answer_that_cannot_be_looked_up_is_an_event) {
  bury(2);
  store->fail_next = {"find_refund",
                      {storage::error_kind::unavailable, "no connection"}};
  answer({1, 2}, approved);
  BOOST_TEST(test.events->count("refund.answer_dropped") == 1u);
  BOOST_TEST(status().dead == 1);
}

BOOST_AUTO_TEST_SUITE_END()
