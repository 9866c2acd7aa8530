// SPDX-License-Identifier: Apache-2.0
#include "actors/refund.hpp"

#include "tests/support/refund_till.hpp"

#include <boost/test/unit_test.hpp>

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

BOOST_FIXTURE_TEST_SUITE(refund_queue_test, fixture)

BOOST_AUTO_TEST_CASE(while_paused_refunds_are_recorded_and_not_asked_for) {
  sell(5);
  pause();
  BOOST_TEST(store->paused.contains("refunds"));
  BOOST_TEST(status().paused);
  const auto single = create(1, 100, true), other = create(1, 100, true);
  const auto batch = submit(2, 3);
  test.run();
  BOOST_TEST(single->value.has_value());
  BOOST_TEST(other->value.has_value());
  BOOST_TEST(batch->value.has_value());
  BOOST_TEST(requests.empty());
  BOOST_TEST((state(1) == status_of::pending));
  BOOST_TEST(status().waiting == 5);
  BOOST_TEST(status().in_flight == 0);
  const auto settled = test.ask<import_settled>(refund, await_import{import});
  test.run();
  BOOST_TEST(settled->value.has_value());
  pause(false);
  BOOST_TEST(!store->paused.contains("refunds"));
  BOOST_TEST(requests.size() == 5u);
  BOOST_TEST(status().waiting == 0);
  answer(numbers(1, 5), approved);
  for (const auto id : numbers(1, 5))
    BOOST_TEST((state(id) == status_of::completed));
  BOOST_TEST(test.events->count("refunds.paused") == 1u);
  BOOST_TEST(test.events->count("refunds.resumed") == 1u);
}

BOOST_AUTO_TEST_CASE(resuming_takes_up_many_page_by_page) {
  sell(2'500);
  pause();
  for (int i = 0; i < 3; ++i)
    submit(1 + i * 1'000, i == 2 ? 500 : 1'000);
  test.run();
  store->calls.clear();
  pause(false);
  BOOST_TEST(requests.size() == 2'500u);
  BOOST_TEST(calls("take_up_refunds") == 4);
}

BOOST_AUTO_TEST_CASE(a_pause_survives_a_restart) {
  sell(2);
  create(1, 100);
  test.run();
  pause();
  create(2, 100);
  test.run();
  restart();
  BOOST_TEST(requests.size() == 1u);
  BOOST_TEST(status().paused);
  BOOST_TEST(status().in_flight == 0);
  BOOST_TEST(status().waiting == 2);
  pause(false);
  BOOST_TEST(asked(1).size() == 2u);
  BOOST_TEST(asked(2).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_backoff_that_ends_while_paused_waits_for_resuming) {
  sell();
  const auto created = create(1, 100, true);
  test.run();
  answer({1}, unclear);
  pause();
  test.advance(1min);
  BOOST_TEST(asked(1).size() == 1u);
  BOOST_TEST(created->value.has_value());
  pause(false);
  BOOST_TEST(asked(1).size() == 2u);
  BOOST_TEST(asked(1)[1].attempt == 2);
}

BOOST_AUTO_TEST_CASE(an_answer_about_a_held_refund_counts) {
  sell();
  create(1, 100);
  test.run();
  answer({1}, unclear);
  pause();
  test.advance(1min);
  answer({1}, approved);
  BOOST_TEST((state(1) == status_of::completed));
}

BOOST_AUTO_TEST_CASE(what_is_recorded_while_refunds_are_resumed_is_asked_for) {
  sell(50);
  for (unsigned steps = 0; steps < 25; ++steps) {
    pause();
    const auto before = store->refunds.size();
    const auto created = create(1 + steps, 100);
    for (unsigned i = 0; i < steps; ++i)
      test.scheduler().try_run_once();
    pause(false);
    BOOST_REQUIRE(created->value);
    BOOST_TEST(store->refunds.size() == before + 1);
    BOOST_TEST(asked(created->value->refund.value).size() == 1u);
  }
}

BOOST_AUTO_TEST_CASE(pauses_asked_for_at_once_come_one_after_the_other) {
  std::vector<std::shared_ptr<testing::outcome<recorded>>> all;
  for (int i = 0; i < 9; ++i)
    all.push_back(test.ask<recorded>(refund, pause_stage{i % 2 == 0, {}}));
  test.run();
  for (const auto& one : all)
    BOOST_TEST(one->value.has_value());
  BOOST_TEST(status().paused);
  BOOST_TEST(store->paused.contains("refunds"));
}

BOOST_AUTO_TEST_CASE(a_pause_that_is_not_durable_is_none) {
  store->fail_next = {"set_paused",
                      {storage::error_kind::internal, "a defect was met"}};
  const auto paused = test.ask<recorded>(refund, pause_stage{true, {}});
  test.run();
  BOOST_TEST(error_text(paused->error) == "a defect was met");
  BOOST_TEST(!status().paused);
}

BOOST_AUTO_TEST_CASE(only_what_was_never_asked_for_can_be_cancelled) {
  sell();
  create(1, 400);
  test.run();
  pause();
  create(1, 500);
  test.run();
  const auto asked_for = test.ask<recorded>(refund, cancel_refund{{1}});
  const auto unknown = test.ask<recorded>(refund, cancel_refund{{9}});
  test.run();
  BOOST_TEST((error_code(asked_for->error) == errc::conflict));
  BOOST_TEST((error_code(unknown->error) == errc::not_found));
  for (int i = 0; i < 2; ++i) {
    const auto done = test.ask<recorded>(refund, cancel_refund{{2}});
    test.run();
    BOOST_TEST(done->value.has_value());
  }
  BOOST_TEST((state(2) == status_of::cancelled));
  BOOST_TEST(status().waiting == 0);
  const auto again = create(1, 600);
  test.run();
  BOOST_TEST(again->value.has_value());
  pause(false);
  BOOST_TEST(asked(2).empty());
  BOOST_TEST(asked(3).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_completed_refund_can_be_taken_back) {
  sell();
  create(1, 1'000);
  test.run();
  const auto early = test.ask<recorded>(refund, reverse_refund{{1}, "dispute"});
  test.run();
  BOOST_TEST((error_code(early->error) == errc::conflict));
  answer({1}, approved);
  test.get<recorded>(refund, reverse_refund{{1}, "dispute"});
  test.get<recorded>(refund, reverse_refund{{1}, "dispute"});
  BOOST_TEST((state(1) == status_of::reversed));
  BOOST_TEST(store->refunds.at({1}).reversal_reason == "dispute");
  BOOST_TEST(store->customers["n@x.org"].spent == 1'000);
}

BOOST_AUTO_TEST_CASE(dead_refunds_are_not_revived_while_paused) {
  sell();
  create(1, 100);
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({1}, unclear);
    test.advance(5s);
  }
  pause();
  const auto all = test.ask<dead_retried>(refund, retry_dead_refunds{});
  const auto one = test.ask<dead_retried>(refund, retry_dead_refunds{{{1}}});
  test.run();
  BOOST_TEST((error_code(all->error) == errc::refused));
  BOOST_TEST((error_code(one->error) == errc::refused));
}

BOOST_AUTO_TEST_CASE(all_of_no_dead_refunds_are_revived_while_paused) {
  sell();
  pause();
  BOOST_TEST(test.get<dead_retried>(refund, retry_dead_refunds{}).count == 0);
  const auto one = test.ask<dead_retried>(refund, retry_dead_refunds{{{1}}});
  test.run();
  BOOST_TEST((error_code(one->error) == errc::refused));
}

BOOST_AUTO_TEST_CASE(draining_ends_behind_a_pause_that_is_or_is_not_durable) {
  for (const bool durable : {true, false}) {
    if (!durable)
      store->fail_next = {"set_paused",
                          {storage::error_kind::internal, "a defect was met"}};
    const auto paused = test.ask<recorded>(refund, pause_stage{false, {}});
    const auto done = test.ask<drained>(refund, drain{});
    test.run();
    BOOST_TEST(paused->value.has_value() == durable);
    BOOST_TEST(done->value.has_value());
    restart();
  }
}

BOOST_AUTO_TEST_CASE(draining_ends_behind_a_pause_and_a_resume) {
  sell();
  create(1, 100);
  test.run();
  answer({1}, unclear);
  pause();
  test.advance(1min);
  const auto paused = test.ask<recorded>(refund, pause_stage{true, {}});
  const auto resumed = test.ask<recorded>(refund, pause_stage{false, {}});
  const auto done = test.ask<drained>(refund, drain{});
  test.run();
  BOOST_TEST(paused->value.has_value());
  BOOST_TEST(resumed->value.has_value());
  BOOST_TEST(done->value.has_value());
  BOOST_TEST(asked(1).size() == 1u);
  restart();
  BOOST_TEST(asked(1).size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
