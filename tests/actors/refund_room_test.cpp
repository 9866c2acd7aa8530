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
  /// Submits this many refunds of an import, a thousand a batch.
  void submit_thousands(int thousands) {
    for (int i = 0; i < thousands; ++i)
      submit(1 + i * 1'000, 1'000);
    test.run();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_room_test, fixture)

BOOST_AUTO_TEST_CASE(a_backlog_and_a_file_do_not_hold_each_other_up) {
  sell(18'000);
  pause();
  submit_thousands(18);
  pause(false);
  BOOST_TEST(requests.size() == max_refunds_in_flight);
  std::vector<std::shared_ptr<testing::outcome<refunds_requested>>> file;
  for (int i = 0; i < 20; ++i)
    file.push_back(submit(1 + i * 100, 100));
  test.run();
  answer(numbers(1, 999), approved);
  BOOST_TEST(requests.size() == max_refunds_in_flight);
  BOOST_TEST(!file.front()->answered());
  answer({1'000}, approved);
  BOOST_TEST(asked(17'000).size() == 1u);
  BOOST_TEST(file.front()->value.has_value());
  answer(numbers(1'001, 2'000), approved);
  answer(numbers(2'001, 3'000), approved);
  BOOST_TEST(asked(18'000).size() == 1u);
  answer(numbers(3'001, 5'000), approved);
  BOOST_TEST(file.back()->value.has_value());
  BOOST_TEST(status().waiting == 0);
}

BOOST_AUTO_TEST_CASE(held_refunds_take_no_room_from_what_is_recorded) {
  sell(17'000);
  submit_thousands(16);
  answer(numbers(1, 16'000), unclear);
  pause();
  test.advance(1min);
  const auto batch = submit(16'001, 1'000);
  const auto single = create(17'000, 1);
  test.run();
  BOOST_TEST(batch->value.has_value());
  BOOST_TEST(single->value.has_value());
  BOOST_TEST(status().waiting == 17'001);
  BOOST_TEST(status().in_flight == 0);
  const auto settled = test.ask<import_settled>(refund, await_import{import});
  test.run();
  BOOST_TEST(settled->value.has_value());
  requests.clear();
  pause(false);
  BOOST_TEST(requests.size() == max_refunds_in_flight);
  answer(numbers(1, 16'000), approved);
  BOOST_TEST(asked(16'001).size() == 1u);
  BOOST_TEST(status().waiting == 0);
}

BOOST_AUTO_TEST_CASE(a_scan_while_paused_ends_where_there_is_no_more_room) {
  sell(16'001);
  submit_thousands(16);
  create(16'001, 1, false, "K");
  test.run();
  pause();
  restart();
  BOOST_TEST(test.events->count("refunds.recovered") == 1u);
  BOOST_TEST(status().waiting == 16'000);
  const auto settled = test.ask<import_settled>(refund, await_import{import});
  const auto again = create(16'001, 1, true, "K");
  test.run();
  BOOST_TEST(settled->value.has_value());
  BOOST_REQUIRE(again->value);
  BOOST_TEST(again->value->duplicate);
  requests.clear();
  pause(false);
  BOOST_TEST(requests.size() == max_refunds_in_flight);
  answer(numbers(1, 1'000), approved);
  BOOST_TEST(asked(16'001).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_pause_ends_a_scan_that_waits_for_room) {
  sell(17'000);
  pause();
  submit_thousands(17);
  pause(false);
  const auto settled = test.ask<import_settled>(refund, await_import{import});
  answer(numbers(1, 16'000), unclear);
  BOOST_TEST(!settled->answered());
  pause();
  test.advance(1min);
  BOOST_TEST(settled->value.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
