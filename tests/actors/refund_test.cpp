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

/// Half an hour before midnight in UTC, where it is an hour later.
class berlin_clock : public wall_clock {
public:
  [[nodiscard]] domain::utc_time now() const override {
    return *domain::parse_time("2026-11-24T23:30:00Z");
  }
  [[nodiscard]] domain::business_day
  day_of(domain::utc_time time) const override {
    return std::chrono::floor<std::chrono::days>(time + 1h);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_test, fixture)

BOOST_AUTO_TEST_CASE(a_refund_is_durable_before_the_gateway_is_asked) {
  sell();
  create(1, 250);
  while (requests.empty() && test.scheduler().try_run_once())
    if (!requests.empty())
      BOOST_TEST((state(1) == status_of::processing));
  BOOST_REQUIRE(requests.size() == 1u);
  const auto& request = requests.front();
  BOOST_TEST((request.what == payment_request::operation::refund));
  BOOST_TEST(request.key == "till:REF-0000000001");
  BOOST_TEST(request.charge_key == "till:ORD-0000000001");
  BOOST_TEST(request.subject == 1);
  BOOST_TEST(request.amount.minor == 250);
  BOOST_TEST(request.attempt == 1);
}

BOOST_AUTO_TEST_CASE(a_declined_refund_fails_and_its_amount_is_free_again) {
  sell();
  const auto created = create(1, 1'000, true);
  test.run();
  BOOST_TEST(
      (error_code(test.ask<refund_created>(refund, create_refund{})->error) ==
       errc::none));
  answer({1}, declined);
  BOOST_TEST(created->value.has_value());
  BOOST_TEST((state(1) == status_of::failed));
  BOOST_TEST(store->refunds.at({1}).error_message == "because");
  const auto again = create(1, 1'000);
  test.run();
  BOOST_TEST(again->value.has_value());
}

BOOST_AUTO_TEST_CASE(answers_in_any_order_and_repeated_settle_each_once) {
  sell(10);
  submit(1, 10);
  test.run();
  BOOST_TEST(requests.size() == 10u);
  answer({7, 3}, approved);
  answer({3, 3, 7}, approved);
  answer({10, 9, 8, 1, 2}, approved);
  answer({4, 4, 5, 6}, approved);
  answer(numbers(1, 10), approved);
  for (const auto id : numbers(1, 10))
    BOOST_TEST((state(id) == status_of::completed));
  BOOST_TEST(store->settled_again == 0);
  BOOST_TEST(store->customers["n@x.org"].spent == 10'000 - 10);
}

BOOST_AUTO_TEST_CASE(unclear_is_asked_again_under_the_same_key_after_a_delay) {
  sell();
  create(1, 100);
  test.run();
  answer({1}, unclear);
  const auto first = wait_until_asked(1, 2s);
  BOOST_TEST(first.count() >= 800);
  BOOST_TEST(first.count() <= 1'200);
  answer({1}, unclear);
  const auto second = wait_until_asked(1, 4s);
  BOOST_TEST(second.count() >= 1'600);
  BOOST_TEST(second.count() <= 2'400);
  const auto about = asked(1);
  BOOST_REQUIRE(about.size() == 3u);
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(about[static_cast<std::size_t>(i)].key == about[0].key);
    BOOST_TEST(about[static_cast<std::size_t>(i)].attempt == i + 1);
  }
  answer({1}, approved);
  BOOST_TEST((state(1) == status_of::completed));
  BOOST_TEST(store->refunds.at({1}).attempts == 3);
}

BOOST_AUTO_TEST_CASE(delays_are_spread_as_the_seed_says) {
  sell(1, 100);
  std::vector<std::int64_t> delays;
  for (std::int64_t id = 1; id <= 8; ++id) {
    create(1, id);
    test.run();
    answer({id}, unclear);
    delays.push_back(wait_until_asked(id, 2s).count());
    answer({id}, approved);
  }
  const auto [least, most] = std::ranges::minmax(delays);
  BOOST_TEST(least >= 800);
  BOOST_TEST(most <= 1'200);
  BOOST_TEST(most - least > 50);
}

BOOST_AUTO_TEST_CASE(after_the_last_attempt_it_is_dead_and_keeps_its_amount) {
  sell();
  const auto created = create(1, 700, true);
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({1}, unclear);
    test.advance(5s);
  }
  BOOST_TEST(asked(1).size() == 3u);
  BOOST_TEST((state(1) == status_of::pending));
  BOOST_REQUIRE(store->dead_refunds.contains({1}));
  BOOST_TEST(store->dead_refunds.at({1}).attempts == 3);
  BOOST_TEST(store->dead_refunds.at({1}).error_message == "because");
  BOOST_TEST(created->value.has_value());
  BOOST_TEST(status().dead == 1);
  BOOST_TEST(status().in_flight == 0);
  BOOST_TEST(test.events->count("refund.dead") == 1u);
  const auto more = create(1, 301);
  test.run();
  BOOST_TEST((error_code(more->error) == errc::refused));
  BOOST_TEST(error_text(more->error).find("at most 3.00") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_answer_that_the_database_refuses_leaves_it_dead) {
  sell(2);
  const auto refused = create(1, 700, true), other = create(2, 700, true);
  store->refused_answers.insert({1});
  test.run();
  answer({1, 2}, approved);
  BOOST_TEST(refused->value.has_value());
  BOOST_TEST(other->value.has_value());
  BOOST_TEST((state(1) == status_of::pending));
  BOOST_TEST((state(2) == status_of::completed));
  BOOST_TEST(status().dead == 1);
  BOOST_TEST(status().in_flight == 0);
  BOOST_TEST(test.events->count("refund.dead") == 1u);
}

BOOST_AUTO_TEST_CASE(a_dead_refund_is_asked_again_with_attempts_counted_on) {
  sell();
  create(1, 700);
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({1}, unclear);
    test.advance(5s);
  }
  const auto retried =
      test.get<dead_retried>(refund, retry_dead_refunds{{{1}}});
  BOOST_TEST(retried.count == 1);
  test.run();
  BOOST_TEST(status().dead == 0);
  for (int i = 0; i < 3; ++i) {
    answer({1}, unclear);
    test.advance(5s);
  }
  const auto about = asked(1);
  BOOST_REQUIRE(about.size() == 6u);
  for (int i = 0; i < 6; ++i)
    BOOST_TEST(about[static_cast<std::size_t>(i)].attempt == i + 1);
  BOOST_TEST(store->dead_refunds.at({1}).attempts == 6);
  BOOST_TEST(test.get<dead_retried>(refund, retry_dead_refunds{}).count == 1);
  answer({1}, approved);
  BOOST_TEST((state(1) == status_of::completed));
  BOOST_TEST(store->dead_refunds.empty());
}

BOOST_AUTO_TEST_CASE(no_answer_in_time_is_unclear) {
  sell(2);
  create(1, 1);
  create(2, 1);
  test.run();
  answer({1}, approved);
  test.advance(29'999ms);
  BOOST_TEST(test.events->count("refunds.overdue") == 0u);
  test.advance(1ms);
  BOOST_TEST(test.events->count("refunds.overdue") == 1u);
  test.advance(1'200ms);
  BOOST_TEST(asked(1).size() == 1u);
  BOOST_TEST(asked(2).size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_late_answer_about_a_dead_refund_settles_it) {
  sell(2);
  create(1, 700);
  create(2, 700);
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({1, 2}, unclear);
    test.advance(5s);
  }
  BOOST_TEST(status().dead == 2);
  answer({1, 1}, approved);
  answer({2}, declined);
  BOOST_TEST((state(1) == status_of::completed));
  BOOST_TEST((state(2) == status_of::failed));
  BOOST_TEST(store->refunds.at({1}).attempts == 3);
  BOOST_TEST(status().dead == 0);
  answer({1}, approved);
  BOOST_TEST(store->settled_again == 0);
  BOOST_TEST(store->customers["n@x.org"].spent == 2'000 - 700);
  BOOST_TEST(test.events->count("refund.answered_late") == 2u);
}

BOOST_AUTO_TEST_CASE(a_late_answer_about_nothing_changes_nothing) {
  answer({4'711}, approved);
  answer({4'711}, unclear);
  BOOST_TEST(calls("settle_refunds") == 0);
  BOOST_TEST(calls("find_refund") == 1);
}

BOOST_AUTO_TEST_CASE(an_answer_while_a_refund_is_buried_still_counts) {
  sell();
  create(1, 100);
  test.run();
  for (int i = 0; i < 2; ++i) {
    answer({1}, unclear);
    test.advance(5s);
  }
  const auto sink = caf::actor_cast<payment_sink_actor>(refund);
  for (const auto verdict : {unclear, approved})
    caf::anon_send(
        sink,
        payment_answers{std::make_shared<std::vector<payment_answer_line>>(
            std::vector<payment_answer_line>{{1, "", verdict, "TX", "lost"}})});
  test.run();
  BOOST_TEST((state(1) == status_of::completed));
  BOOST_TEST(status().dead == 0);
  BOOST_TEST(store->dead_refunds.empty());
}

BOOST_AUTO_TEST_CASE(a_refund_counts_on_the_day_of_the_configured_zone) {
  kill();
  settings.clock = std::make_shared<berlin_clock>();
  open();
  sell();
  create(1, 250);
  test.run();
  answer({1}, approved);
  std::int64_t refunds = 0;
  for (const auto& [key, figures] : store->kpis)
    if (figures.refunds > 0) {
      refunds += figures.refunds;
      BOOST_TEST(domain::format_day(key.day) == "2026-11-25");
    }
  BOOST_TEST(refunds == 250);
}

BOOST_AUTO_TEST_CASE(an_import_is_settled_once_its_refunds_are) {
  sell(3);
  submit(1, 3);
  test.run();
  const auto settled = test.ask<import_settled>(refund, await_import{import});
  answer({1}, approved);
  answer({2}, declined);
  BOOST_TEST(!settled->answered());
  for (int i = 0; i < 3; ++i) {
    answer({3}, unclear);
    test.advance(5s);
  }
  BOOST_TEST(settled->value.has_value());
  const auto other = test.ask<import_settled>(refund, await_import{{1'234}});
  test.run();
  BOOST_TEST(other->value.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
