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

using fixture = testing::refund_till;
using status_of = domain::refund_status;

std::vector<std::int64_t> numbers(std::int64_t from, std::int64_t to) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(to - from + 1));
  std::iota(all.begin(), all.end(), from);
  return all;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_trouble_test, fixture)

BOOST_AUTO_TEST_CASE(a_silent_gateway_bounds_the_refunds_in_flight) {
  sell(18'000);
  for (int i = 0; i < 18; ++i)
    submit(1 + i * 1'000, 1'000);
  test.run();
  BOOST_TEST(store->refunds.size() == max_refunds_in_flight);
  BOOST_TEST(status().waiting == 2'000);
  BOOST_TEST(status().in_flight ==
             static_cast<std::int64_t>(max_refunds_in_flight));
  BOOST_TEST(*std::ranges::max_element(group_sizes) <= max_refunds_a_request);
  for (std::size_t i = 0; i < max_single_refunds_in_flight; ++i) {
    create(17'000 + static_cast<std::int64_t>(i % 1'000), 1);
    if (i % 500 == 0)
      test.run();
  }
  const auto one_more = create(1, 5);
  test.run();
  BOOST_TEST((error_code(one_more->error) == errc::busy));
  answer(numbers(1, 4'999), approved);
  BOOST_TEST(store->refunds.size() ==
             max_refunds_in_flight + max_single_refunds_in_flight);
  answer({5'000}, approved);
  BOOST_TEST(store->refunds.size() ==
             max_refunds_in_flight + max_single_refunds_in_flight + 1'000);
  for (const auto& call : store->calls)
    if (call.starts_with("settle_refunds "))
      BOOST_TEST(std::stoi(call.substr(15)) <= 1'000);
}

BOOST_AUTO_TEST_CASE(answers_that_come_meanwhile_are_settled_together) {
  sell(100);
  submit(1, 100);
  test.run();
  const auto sink = caf::actor_cast<payment_sink_actor>(refund);
  for (std::int64_t id = 1; id <= 100; ++id)
    caf::anon_send(
        sink,
        payment_answers{std::make_shared<std::vector<payment_answer_line>>(
            std::vector<payment_answer_line>{{id, "", approved, "TX", ""}})});
  test.run();
  for (const auto id : numbers(1, 100))
    BOOST_TEST((state(id) == status_of::completed));
  BOOST_TEST(calls("settle_refunds") < 10);
}

BOOST_AUTO_TEST_CASE(a_refund_that_cannot_be_settled_ends_the_actor) {
  sell();
  create(1, 1);
  test.run();
  store->fail_next = {"settle_refunds",
                      {storage::error_kind::internal, "a defect was met"}};
  answer({1}, approved);
  BOOST_TEST(error_text(test.ending(refund)) == "a defect was met");
  BOOST_TEST(test.events->count("refunds.not_settled") == 1u);
}

BOOST_AUTO_TEST_CASE(a_refund_that_cannot_be_recorded_leaves_nothing_behind) {
  sell();
  store->fail_next = {"request_refunds",
                      {storage::error_kind::internal, "a defect was met"}};
  const auto created = create(1, 1, true);
  test.run();
  BOOST_TEST(error_text(created->error) == "a defect was met");
  BOOST_TEST(status().waiting == 0);
  BOOST_TEST(status().in_flight == 0);
}

BOOST_AUTO_TEST_CASE(draining_waits_for_answers_and_leaves_backoffs) {
  sell(3);
  const auto answered = create(1, 1, true), backed_off = create(2, 1, true);
  test.run();
  answer({2}, unclear);
  const auto drained_ = test.ask<drained>(refund, drain{});
  test.run();
  BOOST_TEST(!drained_->answered());
  const auto late = create(3, 1);
  const auto batch = submit(3, 1);
  test.run();
  BOOST_TEST((error_code(late->error) == errc::draining));
  BOOST_TEST((error_code(batch->error) == errc::draining));
  answer({1}, approved);
  BOOST_TEST(drained_->value.has_value());
  BOOST_TEST(answered->value.has_value());
  BOOST_TEST((error_code(backed_off->error) == errc::unknown_outcome));
  test.advance(1min);
  BOOST_TEST(asked(2).size() == 1u);
  BOOST_TEST((state(2) == status_of::processing));
  restart();
  BOOST_TEST(asked(2).size() == 2u);
  BOOST_TEST(asked(2)[1].key == asked(2)[0].key);
}

BOOST_AUTO_TEST_CASE(draining_settles_what_was_answered) {
  sell(2);
  submit(1, 2);
  test.run();
  auto lines = std::make_shared<std::vector<payment_answer_line>>();
  for (std::int64_t id = 1; id <= 2; ++id)
    lines->push_back({id, "", approved, "TX", ""});
  caf::anon_send(caf::actor_cast<payment_sink_actor>(refund),
                 payment_answers{lines});
  const auto drained_ = test.ask<drained>(refund, drain{});
  test.run();
  BOOST_TEST(drained_->value.has_value());
  BOOST_TEST((state(1) == status_of::completed));
  BOOST_TEST((state(2) == status_of::completed));
}

BOOST_AUTO_TEST_CASE(a_restart_takes_up_what_is_open_and_counts_the_rest) {
  sell(2'002);
  for (int i = 0; i < 2; ++i)
    submit(1 + i * 1'000, 1'000);
  test.run();
  create(2'001, 1);
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({2'001}, unclear);
    test.advance(5s);
  }
  kill();
  requests.clear();
  open();
  const auto done = test.get<recovered>(refund, recover{});
  BOOST_TEST(done.orders == 2'000);
  BOOST_TEST(requests.size() == 2'000u);
  BOOST_TEST(status().dead == 1);
  BOOST_TEST(status().in_flight == 2'000);
  BOOST_TEST(test.events->count("refunds.recovered") == 1u);
}

BOOST_AUTO_TEST_CASE(more_dead_refunds_than_there_is_room_for_are_all_revived) {
  settings.max_attempts = 1;
  restart();
  sell(17'000);
  for (int i = 0; i < 17; ++i) {
    submit(1 + i * 1'000, 1'000);
    test.run();
    answer(numbers(1 + i * 1'000, 1'000 + i * 1'000), unclear);
  }
  BOOST_TEST(status().dead == 17'000);
  requests.clear();
  BOOST_TEST(test.get<dead_retried>(refund, retry_dead_refunds{}).count ==
             17'000);
  test.run();
  BOOST_TEST(requests.size() == max_refunds_in_flight);
  BOOST_TEST(requests.front().attempt == 2);
  answer(numbers(1, 16'000), approved);
  BOOST_TEST(requests.size() == 17'000u);
  BOOST_TEST(status().dead == 0);
}

BOOST_AUTO_TEST_CASE(a_backlog_is_taken_up_as_there_is_room) {
  sell(18'000);
  pause();
  for (int i = 0; i < 18; ++i)
    submit(1 + i * 1'000, 1'000);
  test.run();
  BOOST_TEST(status().waiting == 18'000);
  pause(false);
  BOOST_TEST(requests.size() == max_refunds_in_flight);
  const auto settled = test.ask<import_settled>(refund, await_import{import});
  answer(numbers(1, 16'000), approved);
  BOOST_TEST(requests.size() == 18'000u);
  BOOST_TEST(!settled->answered());
  answer(numbers(16'001, 18'000), approved);
  BOOST_TEST(settled->value.has_value());
  BOOST_TEST(status().waiting == 0);
}

BOOST_AUTO_TEST_SUITE_END()
