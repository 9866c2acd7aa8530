// SPDX-License-Identifier: Apache-2.0
#include "actors/order_processor.hpp"
#include "tests/support/till.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using enum orderd::actors::payment_verdict;

namespace {

using fixture = testing::till;

} // namespace

BOOST_FIXTURE_TEST_SUITE(order_processor_orders, fixture)

BOOST_AUTO_TEST_CASE(a_single_order_is_answered_once_it_is_terminal) {
  const auto created = create("r1");
  test.run();
  BOOST_TEST(!created->answered());
  answer({1}, declined);
  BOOST_REQUIRE(created->value);
  BOOST_TEST(created->value->order.value == 1);
  BOOST_TEST(!created->value->duplicate);
}

BOOST_AUTO_TEST_CASE(who_does_not_wait_is_answered_once_it_is_accepted) {
  const auto created = create("r1", false);
  test.run();
  BOOST_REQUIRE(created->value);
  BOOST_TEST((state(1).status == domain::order_status::processing));
}

BOOST_AUTO_TEST_CASE(a_repeat_waits_for_the_first_and_is_told_that_it_is_one) {
  const auto first = create("r1"), same_time = create("r1");
  test.run();
  const auto later = create("r1"), no_wait = create("r1", false);
  test.run();
  BOOST_TEST(!first->answered());
  BOOST_TEST(!same_time->answered());
  BOOST_TEST(!later->answered());
  BOOST_REQUIRE(no_wait->value);
  BOOST_TEST(no_wait->value->duplicate);
  answer({1}, approved);
  BOOST_REQUIRE(first->value);
  BOOST_REQUIRE(same_time->value);
  BOOST_REQUIRE(later->value);
  BOOST_TEST(!first->value->duplicate);
  BOOST_TEST(same_time->value->duplicate);
  BOOST_TEST(later->value->duplicate);
  BOOST_TEST(store->orders.size() == 1u);
  const auto after = create("r1");
  test.run();
  BOOST_REQUIRE(after->value);
  BOOST_TEST(after->value->order.value == 1);
}

BOOST_AUTO_TEST_CASE(a_repeat_before_recovery_waits_until_the_order_is_paid) {
  create("r1");
  test.run();
  kill();
  open();
  const auto repeat = create("r1");
  test.run();
  BOOST_TEST(!repeat->answered());
  test.get<recovered>(processor, recover{});
  BOOST_TEST(!repeat->answered());
  answer({1}, approved);
  BOOST_TEST(repeat->value.has_value());
}

BOOST_AUTO_TEST_CASE(who_waits_for_an_order_that_dies_hears_unknown_outcome) {
  const auto created = create("r1");
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({1}, unclear);
    test.advance(1s);
  }
  BOOST_TEST((error_code(created->error) == errc::unknown_outcome));
  const auto repeat = create("r1");
  test.run();
  BOOST_TEST((error_code(repeat->error) == errc::unknown_outcome));
}

BOOST_AUTO_TEST_CASE(other_content_under_the_same_reference_is_a_conflict) {
  create("r1", false);
  test.run();
  const auto other = create("r1", true, 2);
  test.run();
  BOOST_TEST((error_code(other->error) == errc::conflict));
  BOOST_TEST(error_text(other->error).find("r1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_product_is_refused_with_the_reason) {
  const auto created = create("r1", true, 1, "NOPE");
  test.run();
  BOOST_TEST((error_code(created->error) == errc::refused));
  BOOST_TEST(error_text(created->error).find("NOPE") != std::string::npos);
  BOOST_TEST(status().waiting == 0);
}

BOOST_AUTO_TEST_CASE(out_of_stock_is_terminal_at_once_and_never_charged) {
  const auto created = create("r1", true, 100'001);
  test.run();
  BOOST_TEST(created->value.has_value());
  BOOST_TEST((state(1).status == domain::order_status::cancelled));
  BOOST_TEST(requests.empty());
}

BOOST_AUTO_TEST_CASE(single_orders_that_wait_share_a_transaction_each_its_own) {
  std::vector<std::shared_ptr<testing::outcome<order_created>>> created;
  created.push_back(create("good", false));
  created.push_back(create("bad", false, 1, "NOPE"));
  created.push_back(create("good", false));
  created.push_back(create("other", false));
  test.run();
  BOOST_REQUIRE(created[0]->value);
  BOOST_TEST((error_code(created[1]->error) == errc::refused));
  BOOST_REQUIRE(created[2]->value);
  BOOST_REQUIRE(created[3]->value);
  BOOST_TEST((created[0]->value->order == created[2]->value->order));
  BOOST_TEST(created[2]->value->duplicate);
  BOOST_TEST(requests.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_failed_acceptance_is_told_and_counts_no_more) {
  store->fail_next = {
      "accept", {storage::error_kind::unavailable, "the database is away"}};
  const auto created = create("r1");
  test.run();
  BOOST_TEST((error_code(created->error) == errc::unavailable));
  store->fail_next = {"accept",
                      {storage::error_kind::conflict, "the position moved"}};
  const auto batch = submit(3);
  test.run();
  BOOST_TEST((error_code(batch->error) == errc::conflict));
  BOOST_TEST(status().waiting == 0);
  BOOST_TEST(requests.empty());
}

BOOST_AUTO_TEST_CASE(recovery_pays_open_orders_and_leaves_dead_ones) {
  submit(2'500);
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({7}, unclear);
    test.advance(1s);
  }
  answer({1, 2}, approved);
  kill();
  requests.clear();
  open();
  const auto answer_ = test.get<recovered>(processor, recover{});
  BOOST_TEST(answer_.orders == 2'497);
  BOOST_TEST(requests.size() == 2'497u);
  BOOST_TEST(asked(7).empty());
  BOOST_TEST(asked(8).front().key == "till:ORD-0000000008");
  BOOST_TEST(status().dead == 1);
  const auto settled =
      test.ask<import_settled>(processor, await_import{import});
  std::vector<std::int64_t> rest;
  for (const auto& request : requests)
    rest.push_back(request.subject);
  BOOST_TEST(!settled->answered());
  answer(rest, approved);
  BOOST_TEST(settled->value.has_value());
  BOOST_TEST(store->count(domain::order_status::paid) == 2'499);
  BOOST_TEST(store->finalized_again == 0);
}

BOOST_AUTO_TEST_CASE(a_recovery_that_cannot_read_is_an_error) {
  for (const auto* call : {"open_orders", "dead_orders"}) {
    store->fail_next = {
        call, {storage::error_kind::unavailable, "the database is away"}};
    const auto recovery = test.ask<recovered>(processor, recover{});
    test.run();
    BOOST_TEST((error_code(recovery->error) == errc::unavailable));
  }
}

BOOST_AUTO_TEST_CASE(an_import_without_open_orders_is_settled_at_once) {
  test.get<import_settled>(processor, await_import{{12}});
}

BOOST_AUTO_TEST_CASE(a_drain_ends_what_the_gateway_has_and_leaves_backoffs) {
  submit(4);
  const auto waiting = create("r1");
  test.run();
  answer({2, 5}, unclear);
  const auto drained_ = test.ask<drained>(processor, drain{});
  test.run();
  BOOST_TEST(!drained_->answered());
  test.advance(1s);
  BOOST_TEST(asked(2).size() == 1u);
  answer({1, 3}, approved);
  BOOST_TEST(!drained_->answered());
  answer({4}, approved);
  BOOST_TEST(drained_->value.has_value());
  BOOST_TEST(is_paid(4));
  BOOST_TEST((state(2).status == domain::order_status::processing));
  BOOST_TEST((error_code(waiting->error) == errc::unknown_outcome));
}

BOOST_AUTO_TEST_CASE(a_drain_does_not_wait_longer_than_the_gateway_may_take) {
  submit(4);
  test.run();
  const auto drained_ = test.ask<drained>(processor, drain{});
  test.advance(30s);
  BOOST_TEST(drained_->value.has_value());
  BOOST_TEST(store->dead.empty());
}

BOOST_AUTO_TEST_CASE(who_drains_takes_nothing_new) {
  for (int i = 0; i < 17; ++i)
    submit(1'000);
  test.run();
  const auto waiting = submit(1'000);
  test.run();
  const auto drained_ = test.ask<drained>(processor, drain{});
  test.run();
  BOOST_TEST((error_code(waiting->error) == errc::draining));
  const auto batch = submit(1);
  const auto single = create("r1");
  test.run();
  BOOST_TEST((error_code(batch->error) == errc::draining));
  BOOST_TEST((error_code(single->error) == errc::draining));
}

BOOST_AUTO_TEST_CASE(an_idle_processor_is_drained_at_once) {
  test.get<drained>(processor, drain{});
}

BOOST_AUTO_TEST_SUITE_END()
