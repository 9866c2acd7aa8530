// SPDX-License-Identifier: Apache-2.0
#include "actors/order_processor.hpp"

#include "tests/support/till.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using enum orderd::actors::payment_verdict;

namespace {

using fixture = testing::till;

std::vector<std::int64_t> numbers(std::int64_t from, std::int64_t to) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(to - from + 1));
  std::iota(all.begin(), all.end(), from);
  return all;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(order_processor_payments, fixture)

BOOST_AUTO_TEST_CASE(each_order_is_finalized_once_however_answers_come) {
  submit(10);
  test.run();
  BOOST_TEST(requests.size() == 10u);
  answer({7, 3}, approved);
  answer({3, 3, 7}, approved);
  answer({10, 9, 8, 1, 2}, approved);
  answer({4, 4, 5, 6}, approved);
  answer(numbers(1, 10), approved);
  for (const auto order : numbers(1, 10))
    BOOST_TEST(is_paid(order));
  BOOST_TEST(store->finalized_again == 0);
  BOOST_TEST(status().in_flight == 0);
  BOOST_TEST(store->products["A"].stock == 100'000 - 10);
}

BOOST_AUTO_TEST_CASE(a_declined_order_is_rolled_back) {
  submit(2);
  test.run();
  answer({1}, declined);
  answer({2}, approved);
  BOOST_TEST((state(1).status == domain::order_status::cancelled));
  BOOST_TEST(store->orders.at({1}).cancel_reason == "payment_declined");
  BOOST_TEST(store->products["A"].stock == 100'000 - 1);
}

BOOST_AUTO_TEST_CASE(nothing_is_charged_before_it_is_durably_accepted) {
  submit(5);
  while (requests.empty() && test.scheduler().try_run_once())
    if (!requests.empty())
      BOOST_TEST(store->orders.size() == 5u);
  BOOST_TEST(requests.size() == 5u);
  BOOST_TEST(requests.front().key == "till:ORD-0000000001");
  BOOST_TEST(requests.front().amount.minor == 1'000);
  BOOST_TEST(requests.front().attempt == 1);
}

BOOST_AUTO_TEST_CASE(unclear_is_asked_again_and_holds_nobody_back) {
  submit(3);
  test.run();
  answer({2}, unclear);
  answer({1, 3}, approved);
  BOOST_TEST(is_paid(1));
  BOOST_TEST(is_paid(3));
  test.advance(199ms);
  BOOST_TEST(asked(2).size() == 1u);
  test.advance(1ms);
  BOOST_REQUIRE(asked(2).size() == 2u);
  BOOST_TEST(asked(2)[1].key == asked(2)[0].key);
  BOOST_TEST(asked(2)[1].attempt == 2);
  answer({2}, unclear);
  test.advance(399ms);
  BOOST_TEST(asked(2).size() == 2u);
  test.advance(1ms);
  BOOST_TEST(asked(2).size() == 3u);
  answer({2}, approved);
  BOOST_TEST(is_paid(2));
}

BOOST_AUTO_TEST_CASE(unclear_said_twice_in_a_group_counts_once) {
  submit(1);
  test.run();
  answer({1, 1, 1}, unclear);
  test.advance(200ms);
  BOOST_REQUIRE(asked(1).size() == 2u);
  BOOST_TEST(asked(1)[1].attempt == 2);
}

BOOST_AUTO_TEST_CASE(unclear_and_approved_in_one_group_is_approved) {
  submit(2);
  test.run();
  auto lines = std::make_shared<std::vector<payment_answer_line>>();
  lines->push_back({1, "", unclear, "", "lost"});
  lines->push_back({1, "", approved, "TX", ""});
  lines->push_back({2, "", approved, "TX", ""});
  lines->push_back({2, "", unclear, "", "lost"});
  caf::anon_send(caf::actor_cast<payment_sink_actor>(processor),
                 payment_answers{lines});
  test.run();
  test.advance(1min);
  BOOST_TEST(is_paid(1));
  BOOST_TEST(is_paid(2));
  BOOST_TEST(requests.size() == 2u);
  BOOST_TEST(store->finalized_again == 0);
}

BOOST_AUTO_TEST_CASE(an_approved_order_is_not_asked_again_while_it_is_stored) {
  submit(1);
  test.run();
  auto lines = std::make_shared<std::vector<payment_answer_line>>();
  lines->push_back({1, "", unclear, "", "lost"});
  lines->push_back({1, "", approved, "TX", ""});
  caf::anon_send(caf::actor_cast<payment_sink_actor>(processor),
                 payment_answers{lines});
  test.scheduler().try_run_once();
  test.scheduler().advance_time(1min);
  test.run();
  BOOST_TEST(is_paid(1));
  BOOST_TEST(requests.size() == 1u);
}

BOOST_AUTO_TEST_CASE(each_attempt_has_its_own_time_to_be_answered) {
  submit(1);
  test.run();
  answer({1}, unclear);
  test.advance(200ms);
  test.advance(29'999ms);
  BOOST_TEST(test.events->count("payments.overdue") == 0u);
  test.advance(1ms);
  BOOST_TEST(test.events->count("payments.overdue") == 1u);
}

BOOST_AUTO_TEST_CASE(after_the_last_attempt_an_order_is_dead) {
  submit(2);
  test.run();
  const auto settled =
      test.ask<import_settled>(processor, await_import{import});
  answer({1}, approved);
  BOOST_TEST(!settled->answered());
  for (int i = 0; i < 3; ++i) {
    answer({2}, unclear);
    test.advance(1s);
  }
  BOOST_TEST(settled->value.has_value());
  BOOST_TEST(asked(2).size() == 3u);
  BOOST_REQUIRE(store->dead.contains({2}));
  BOOST_TEST(store->dead.at({2}).attempts == 3);
  BOOST_TEST(store->dead.at({2}).error_message == "because");
  BOOST_TEST((state(2).status == domain::order_status::processing));
  BOOST_TEST(store->products["A"].stock == 100'000 - 2);
  BOOST_TEST(status().dead == 1);
  BOOST_TEST(status().in_flight == 0);
  BOOST_TEST(test.events->count("order.dead") == 1u);
}

BOOST_AUTO_TEST_CASE(an_answer_while_an_order_is_buried_still_counts) {
  submit(1);
  test.run();
  answer({1}, unclear);
  test.advance(200ms);
  answer({1}, unclear);
  test.advance(400ms);
  auto lines = [](payment_verdict verdict) {
    return payment_answers{std::make_shared<std::vector<payment_answer_line>>(
        std::vector<payment_answer_line>{{1, "", verdict, "TX", "lost"}})};
  };
  const auto sink = caf::actor_cast<payment_sink_actor>(processor);
  caf::anon_send(sink, lines(unclear));
  caf::anon_send(sink, lines(approved));
  test.run();
  BOOST_TEST(is_paid(1));
  BOOST_TEST(status().dead == 0);
  BOOST_TEST(store->finalized_again == 0);
}

BOOST_AUTO_TEST_CASE(no_answer_in_time_is_unclear) {
  submit(2);
  test.run();
  answer({1}, approved);
  test.advance(29'999ms);
  BOOST_TEST(status().in_flight == 1);
  test.advance(1ms);
  BOOST_TEST(asked(2).size() == 1u);
  test.advance(200ms);
  BOOST_TEST(asked(1).size() == 1u);
  BOOST_TEST(asked(2).size() == 2u);
  BOOST_TEST(test.events->count("payments.overdue") == 1u);
  test.advance(30s);
  test.advance(400ms);
  test.advance(30s);
  BOOST_TEST(store->dead.at({2}).error_message == "no answer in time");
}

BOOST_AUTO_TEST_CASE(a_late_answer_counts_once) {
  submit(2);
  test.run();
  test.advance(30s);
  answer({1}, approved);
  BOOST_TEST(is_paid(1));
  test.advance(200ms);
  BOOST_TEST(asked(1).size() == 1u);
  BOOST_TEST(asked(2).size() == 2u);
  answer({2}, approved);
  answer({2}, approved);
  test.advance(2min);
  BOOST_TEST(is_paid(2));
  BOOST_TEST(asked(2).size() == 2u);
  BOOST_TEST(store->finalized_again == 0);
}

BOOST_AUTO_TEST_CASE(an_order_that_costs_nothing_is_paid_without_being_asked) {
  const auto created = create("free", true, 1, "FREE");
  test.run();
  BOOST_TEST(created->value.has_value());
  BOOST_TEST(is_paid(1));
  BOOST_TEST(requests.empty());
  BOOST_TEST(store->orders.at({1}).gateway == "none");
}

BOOST_AUTO_TEST_CASE(a_silent_gateway_bounds_the_orders_in_flight) {
  for (int i = 0; i < 20; ++i)
    submit(1'000);
  test.run();
  BOOST_TEST(store->orders.size() == max_orders_in_flight);
  BOOST_TEST(status().waiting == 4'000);
  BOOST_TEST(status().in_flight ==
             static_cast<std::int64_t>(max_orders_in_flight));
  BOOST_TEST(*std::ranges::max_element(group_sizes) <= max_charges_a_request);
  answer(numbers(1, 999), approved);
  BOOST_TEST(store->orders.size() == max_orders_in_flight);
  answer({1'000}, approved);
  BOOST_TEST(store->orders.size() == max_orders_in_flight + 1'000);
}

BOOST_AUTO_TEST_CASE(single_orders_pass_files_up_to_a_bound_of_their_own) {
  for (int i = 0; i < 17; ++i)
    submit(1'000);
  test.run();
  for (std::size_t i = 0; i < max_single_orders_in_flight; ++i) {
    create("r" + std::to_string(i), false);
    if (i % 500 == 0)
      test.run();
  }
  test.run();
  const auto one_more = create("one more", false);
  test.run();
  BOOST_TEST((error_code(one_more->error) == errc::busy));
  BOOST_TEST(status().in_flight ==
             static_cast<std::int64_t>(max_orders_in_flight +
                                       max_single_orders_in_flight));
}

BOOST_AUTO_TEST_CASE(a_large_answer_is_finalized_in_pieces) {
  for (int i = 0; i < 5; ++i)
    submit(1'000);
  test.run();
  answer(numbers(1, 5'000), approved);
  BOOST_TEST(store->count(domain::order_status::paid) == 5'000);
  for (const auto& call : store->calls)
    if (call.starts_with("finalize "))
      BOOST_TEST(std::stoi(call.substr(9)) <= 2'000);
}

BOOST_AUTO_TEST_CASE(answers_that_come_meanwhile_are_finalized_together) {
  submit(100);
  test.run();
  const auto sink = caf::actor_cast<payment_sink_actor>(processor);
  for (std::int64_t order = 1; order <= 100; ++order)
    caf::anon_send(sink, payment_answers{
                             std::make_shared<std::vector<payment_answer_line>>(
                                 std::vector<payment_answer_line>{
                                     {order, "", approved, "TX", ""}})});
  test.run();
  BOOST_TEST(store->count(domain::order_status::paid) == 100);
  BOOST_TEST(calls("finalize") < 10);
}

BOOST_AUTO_TEST_CASE(an_order_that_cannot_be_finalized_ends_the_processor) {
  submit(1);
  test.run();
  store->fail_next = {"finalize",
                      {storage::error_kind::internal, "a defect was met"}};
  answer({1}, approved);
  BOOST_TEST(error_text(test.ending(processor)) == "a defect was met");
  BOOST_TEST(test.events->count("orders.not_finalized") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
