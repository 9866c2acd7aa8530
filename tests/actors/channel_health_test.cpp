// SPDX-License-Identifier: Apache-2.0
#include "actors/channel_health.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

struct fixture {
  channel_health health;
  domain::utc_time now{seconds{1'000'000}};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(channel_health_test, fixture)

BOOST_AUTO_TEST_CASE(a_channel_that_works_gets_all) {
  BOOST_TEST(health.allowance(25, now) == 25u);
  BOOST_TEST(!health.hand_over());
  BOOST_TEST(!health.worked(false));
  BOOST_TEST(health.trouble().empty());
}

BOOST_AUTO_TEST_CASE(one_that_is_down_rests_and_is_probed_with_one_message) {
  BOOST_CHECK(health.down("connection refused", {}, now) == first_notify_delay);
  BOOST_TEST(health.trouble() == "connection refused");
  BOOST_TEST(health.resting(now));
  BOOST_TEST(health.allowance(25, now) == 0u);
  now = *health.rests_until();
  BOOST_TEST(health.allowance(25, now) == 1u);
  BOOST_TEST(health.hand_over());
  BOOST_TEST(health.allowance(25, now) == 0u);
  BOOST_TEST(health.worked(true));
  health.came_back(true);
  BOOST_TEST(health.trouble().empty());
  BOOST_TEST(health.allowance(25, now) == 25u);
}

BOOST_AUTO_TEST_CASE(a_probe_that_fails_makes_the_rest_longer) {
  auto expected = first_notify_delay;
  for (int i = 0; i != 12; ++i) {
    BOOST_CHECK(health.down("away", {}, now) == expected);
    health.came_back(i != 0);
    now = *health.rests_until();
    health.hand_over();
    expected = std::min(expected * 2, longest_notify_delay);
  }
  health.worked(true);
  health.came_back(true);
  BOOST_CHECK(health.down("away", {}, now) == first_notify_delay);
}

BOOST_AUTO_TEST_CASE(sessions_that_find_the_same_count_once) {
  BOOST_TEST(health.down("away", {}, now).has_value());
  BOOST_TEST(!health.down("away", {}, now).has_value());
  BOOST_TEST(!health.down("away", seconds{60}, now).has_value());
  BOOST_CHECK(*health.rests_until() == now + seconds{60});
}

BOOST_AUTO_TEST_CASE(a_wait_that_was_asked_for_is_kept_within_reason) {
  BOOST_CHECK(health.down("slow down", seconds{60}, now) == seconds{60});
  health.forget();
  BOOST_CHECK(health.down("slow down", seconds{1'000'000}, now) ==
              longest_obeyed_wait);
  health.forget();
  BOOST_CHECK(health.down("slow down", seconds{-5}, now) == first_notify_delay);
}

BOOST_AUTO_TEST_CASE(what_was_handed_over_before_it_went_down_proves_nothing) {
  health.down("away", {}, now);
  BOOST_TEST(!health.worked(false));
  BOOST_TEST(health.resting(now));
}

BOOST_AUTO_TEST_CASE(many_messages_in_a_row_not_taken_are_like_a_channel_down) {
  for (int i = 1; i != failures_in_a_row; ++i)
    BOOST_TEST(!health.not_taken("no reply", false, now));
  BOOST_TEST(health.not_taken("no reply", false, now).has_value());
  BOOST_TEST(health.resting(now));
}

BOOST_AUTO_TEST_CASE(one_success_between_them_starts_the_count_again) {
  for (int round = 0; round != 3; ++round) {
    for (int i = 1; i != failures_in_a_row; ++i)
      BOOST_TEST(!health.not_taken("no reply", false, now));
    health.worked(false);
  }
  BOOST_TEST(health.trouble().empty());
}

BOOST_AUTO_TEST_CASE(a_probe_that_is_not_taken_proves_nothing_good) {
  health.down("away", {}, now);
  now = *health.rests_until();
  health.hand_over();
  BOOST_TEST(health.not_taken("no reply", true, now).has_value());
  BOOST_TEST(health.resting(now));
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_does_not_lengthen_a_rest) {
  health.down("away", {}, now);
  now -= std::chrono::hours{5};
  BOOST_TEST(!health.resting(now));
  BOOST_TEST(health.allowance(25, now) == 1u);
}

BOOST_AUTO_TEST_CASE(a_person_may_say_that_it_works_again) {
  health.down("away", seconds{3'000}, now);
  health.forget();
  BOOST_TEST(health.allowance(25, now) == 25u);
}

BOOST_AUTO_TEST_SUITE_END()
