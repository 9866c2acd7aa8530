// SPDX-License-Identifier: Apache-2.0
#include "actors/rate_limit.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using orderd::actors::rate_limit;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const domain::utc_time start{seconds{1'000'000}};

/// How many things go within `time` if somebody asks for 10 as soon as told.
std::int64_t passed(rate_limit& limit, std::chrono::seconds time) {
  std::int64_t count = 0;
  for (auto now = start; now < start + time;) {
    if (const auto some = limit.allowed(10, now)) {
      limit.take(some);
      count += static_cast<std::int64_t>(some);
    } else {
      const auto when = limit.when(10, now);
      BOOST_REQUIRE(when > now);
      now = when;
    }
  }
  return count;
}

} // namespace

BOOST_AUTO_TEST_SUITE(rate_limit_test)

BOOST_AUTO_TEST_CASE(without_a_limit_all_go) {
  rate_limit limit(0);
  BOOST_TEST(limit.allowed(1'000'000, start) == 1'000'000u);
}

BOOST_AUTO_TEST_CASE(over_time_no_more_go_than_the_rate_allows_and_no_fewer) {
  for (const int rate : {1, 7, 50, 999, 5'000}) {
    rate_limit limit(rate);
    const auto count = passed(limit, seconds{20});
    BOOST_TEST(count >= 20 * rate - 1);
    BOOST_TEST(count <= 20 * rate + std::max(rate / 10, 1) + 10);
  }
}

BOOST_AUTO_TEST_CASE(a_long_silence_saves_up_a_tenth_of_a_second) {
  rate_limit limit(100);
  const auto later = start + std::chrono::hours{1};
  BOOST_TEST(limit.allowed(100, later) == 10u);
  limit.take(10);
  BOOST_TEST(limit.allowed(1, later) == 0u);
  BOOST_CHECK(limit.when(1, later) == later + milliseconds{10});
}

BOOST_AUTO_TEST_CASE(a_slow_rate_lets_one_go_at_a_time) {
  rate_limit limit(1);
  BOOST_TEST(limit.allowed(10, start) == 1u);
  limit.take(1);
  BOOST_TEST(limit.allowed(10, start + milliseconds{999}) == 0u);
  BOOST_TEST(limit.allowed(10, start + seconds{1}) == 1u);
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_stops_nothing_for_long) {
  rate_limit limit(10);
  limit.allowed(1, start);
  limit.take(1);
  const auto earlier = start - std::chrono::hours{3};
  limit.allowed(1, earlier);
  BOOST_TEST(limit.allowed(1, earlier + seconds{1}) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
