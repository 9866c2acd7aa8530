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

BOOST_FIXTURE_TEST_SUITE(refund_clients_test, fixture)

BOOST_AUTO_TEST_CASE(an_approved_refund_is_completed_and_tells_who_waits) {
  sell(1, 2);
  const auto created = create(1, 2'000, true);
  test.run();
  BOOST_TEST(!created->answered());
  answer({1}, approved);
  BOOST_REQUIRE(created->value);
  BOOST_TEST(created->value->refund.value == 1);
  BOOST_TEST(!created->value->duplicate);
  BOOST_TEST((state(1) == status_of::completed));
  BOOST_TEST(store->refunds.at({1}).transaction_id == "RX");
  BOOST_TEST(store->customers["n@x.org"].spent == 0);
  BOOST_TEST(status().in_flight == 0);
}

BOOST_AUTO_TEST_CASE(who_does_not_wait_is_answered_once_it_is_recorded) {
  sell();
  const auto created = create(1, 100);
  test.run();
  BOOST_TEST(created->value.has_value());
  BOOST_TEST((state(1) == status_of::processing));
}

BOOST_AUTO_TEST_CASE(twenty_clients_with_one_key_make_one_refund) {
  sell();
  std::vector<decltype(create(1, 1))> all;
  for (int i = 0; i < 20; ++i)
    all.push_back(create(1, 250, true, "K"));
  test.run();
  BOOST_TEST(requests.size() == 1u);
  answer({1}, approved);
  int duplicates = 0;
  for (const auto& one : all) {
    BOOST_REQUIRE(one->value);
    BOOST_TEST(one->value->refund.value == 1);
    duplicates += one->value->duplicate;
  }
  BOOST_TEST(duplicates == 19);
  BOOST_TEST(store->refunds.size() == 1u);
  const auto later = create(1, 250, true, "K");
  test.run();
  BOOST_REQUIRE(later->value);
  BOOST_TEST(later->value->duplicate);
  const auto other = create(1, 251, true, "K");
  test.run();
  BOOST_TEST((error_code(other->error) == errc::conflict));
}

BOOST_AUTO_TEST_CASE(who_repeats_a_dead_refund_hears_that_it_is_dead) {
  sell();
  create(1, 700, false, "K");
  test.run();
  for (int i = 0; i < 3; ++i) {
    answer({1}, unclear);
    test.advance(5s);
  }
  const auto again = create(1, 700, true, "K");
  test.run();
  BOOST_REQUIRE(again->value.has_value());
  BOOST_TEST(again->value->duplicate);
  BOOST_TEST((state(1) == status_of::pending));
}

BOOST_AUTO_TEST_CASE(a_refusal_says_why_with_a_code_for_the_exit_code) {
  sell();
  const auto unknown = create(99, 1), too_much = create(1, 1'001),
             nothing = create(1, 0);
  test.run();
  BOOST_TEST((error_code(unknown->error) == errc::not_found));
  BOOST_TEST((error_code(too_much->error) == errc::refused));
  BOOST_TEST((error_code(nothing->error) == errc::refused));
  BOOST_TEST(error_text(too_much->error).find("amount_not_left") !=
             std::string::npos);
  BOOST_TEST(requests.empty());
}

BOOST_AUTO_TEST_CASE(fifty_clients_get_exactly_what_is_allowed) {
  sell();
  std::vector<decltype(create(1, 1))> all;
  for (int i = 0; i < 50; ++i)
    all.push_back(create(1, 30));
  test.run();
  int granted = 0;
  for (const auto& one : all)
    granted += one->value.has_value();
  BOOST_TEST(granted == 33);
  answer(numbers(1, 33), approved);
  BOOST_TEST(store->customers["n@x.org"].spent == 10);
}

BOOST_AUTO_TEST_SUITE_END()
