// SPDX-License-Identifier: Apache-2.0
#include "actors/order_processor.hpp"

#include "tests/support/till.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using enum orderd::actors::payment_verdict;

namespace {

struct fixture : testing::till {
  void pause(bool paused = true) {
    test.get<recorded>(processor, pause_stage{paused, {}});
  }

  void restart() {
    kill();
    open();
    test.get<recovered>(processor, recover{});
    test.run();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(order_pause_test, fixture)

BOOST_AUTO_TEST_CASE(while_paused_orders_are_recorded_and_nobody_is_charged) {
  pause();
  BOOST_TEST(store->paused.contains("orders"));
  const auto done = submit(5);
  test.advance(10min);
  BOOST_TEST(done->value.has_value());
  BOOST_TEST(store->orders.size() == 5u);
  BOOST_TEST((state(5).status == domain::order_status::processing));
  BOOST_TEST(requests.empty());
  BOOST_TEST(status().paused);
  BOOST_TEST(status().waiting == 5);
  BOOST_TEST(status().in_flight == 0);
  BOOST_TEST(status().dead == 0);
  pause(false);
  test.run();
  BOOST_TEST(!store->paused.contains("orders"));
  BOOST_TEST(requests.size() == 5u);
  BOOST_TEST(status().in_flight == 5);
  answer({1, 2, 3, 4, 5}, approved);
  BOOST_TEST(is_paid(5));
  BOOST_TEST(test.events->count("orders.paused") == 1u);
  BOOST_TEST(test.events->count("orders.resumed") == 1u);
}

BOOST_AUTO_TEST_CASE(a_pause_outlives_a_restart) {
  submit(2);
  test.run();
  pause();
  restart();
  requests.clear();
  submit(1);
  test.advance(1min);
  BOOST_TEST(status().paused);
  BOOST_TEST(status().waiting == 3);
  BOOST_TEST(requests.empty());
  pause(false);
  test.run();
  BOOST_TEST(requests.size() == 3u);
}

BOOST_AUTO_TEST_CASE(answers_to_what_was_asked_before_count) {
  submit(2);
  test.run();
  pause();
  answer({1}, approved);
  BOOST_TEST(is_paid(1));
  BOOST_TEST(status().in_flight == 1);
}

BOOST_AUTO_TEST_CASE(a_backoff_that_ends_while_paused_waits_for_resuming) {
  submit(1);
  test.run();
  answer({1}, unclear);
  pause();
  test.advance(1min);
  BOOST_TEST(asked(1).size() == 1u);
  BOOST_TEST(status().waiting == 1);
  // The gateway may think better of it.
  pause(false);
  test.run();
  BOOST_REQUIRE(asked(1).size() == 2u);
  BOOST_TEST(asked(1)[1].attempt == 2);
  BOOST_TEST(asked(1)[1].key == asked(1)[0].key);
}

BOOST_AUTO_TEST_CASE(a_late_answer_about_a_held_order_counts) {
  submit(1);
  test.run();
  answer({1}, unclear);
  pause();
  test.advance(1min);
  answer({1}, approved);
  BOOST_TEST(is_paid(1));
  pause(false);
  test.run();
  BOOST_TEST(asked(1).size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_order_of_nothing_needs_no_gateway) {
  pause();
  const auto free = create("r-1", true, 1, "FREE");
  test.run();
  BOOST_TEST(free->value.has_value());
  BOOST_TEST(is_paid(1));
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_single_order_is_told_that_it_is_accepted) {
  const auto before = create("r-1");
  test.run();
  answer({1}, unclear);
  BOOST_TEST(!before->answered());
  pause();
  const auto after = create("r-2");
  test.run();
  BOOST_TEST(after->value.has_value());
  test.advance(1min);
  BOOST_TEST(before->value.has_value());
  BOOST_TEST((state(2).status == domain::order_status::processing));
  const auto again = create("r-2");
  test.run();
  BOOST_REQUIRE(again->value.has_value());
  BOOST_TEST(again->value->duplicate);
}

BOOST_AUTO_TEST_CASE(an_import_is_not_done_while_its_orders_are_held) {
  pause();
  submit(3);
  test.run();
  const auto settled =
      test.ask<import_settled>(processor, await_import{import});
  test.advance(10min);
  BOOST_TEST(!settled->answered());
  pause(false);
  test.run();
  answer({1, 2, 3}, approved);
  BOOST_TEST(settled->value.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_held_is_bounded_and_files_wait_then) {
  pause();
  std::vector<std::shared_ptr<testing::outcome<orders_accepted>>> batches;
  for (int i = 0; i < 18; ++i)
    batches.push_back(submit(1'000));
  test.advance(1min);
  BOOST_TEST(store->orders.size() == max_orders_in_flight);
  BOOST_TEST(batches[15]->value.has_value());
  BOOST_TEST(!batches[16]->answered());
  BOOST_TEST(status().waiting == 18'000);
  pause(false);
  test.run();
  BOOST_TEST(requests.size() == max_orders_in_flight);
}

BOOST_AUTO_TEST_CASE(dead_orders_are_not_revived_while_paused) {
  submit(1);
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({1}, unclear);
    test.advance(2s);
  }
  BOOST_TEST(status().dead == 1);
  pause();
  const auto retried =
      test.ask<dead_retried>(processor, retry_dead_orders{{{1}}});
  test.run();
  BOOST_TEST((error_code(retried->error) == errc::refused));
  BOOST_TEST(store->dead.contains({1}));
  pause(false);
  BOOST_TEST(test.get<dead_retried>(processor, retry_dead_orders{}).count == 1);
}

BOOST_AUTO_TEST_CASE(a_pause_that_is_not_stored_does_not_hold) {
  store->fail_next = {"set_paused",
                      {storage::error_kind::internal, "a defect"}};
  const auto paused = test.ask<recorded>(processor, pause_stage{true, {}});
  test.run();
  BOOST_TEST(static_cast<bool>(paused->error));
  BOOST_TEST(!status().paused);
  submit(1);
  test.run();
  BOOST_TEST(requests.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_drain_leaves_what_is_held_for_the_next_start) {
  pause();
  submit(2);
  test.run();
  test.get<drained>(processor, drain{});
  BOOST_TEST((state(2).status == domain::order_status::processing));
  pause(false);
  test.run();
  BOOST_TEST(requests.empty());
}

BOOST_AUTO_TEST_CASE(orders_have_no_channels) {
  const auto paused = test.ask<recorded>(processor, pause_stage{true, "email"});
  test.run();
  BOOST_TEST((error_code(paused->error) == errc::refused));
}

BOOST_AUTO_TEST_SUITE_END()
