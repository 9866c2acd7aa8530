// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/zoned_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;

namespace {

std::string day_in(const char* zone, const char* moment) {
  const app::zoned_clock clock{zone};
  return domain::format_day(clock.day_of(*domain::parse_time(moment)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(zoned_clock_test)

BOOST_AUTO_TEST_CASE(a_late_moment_counts_on_the_day_of_the_zone) {
  constexpr const char* late = "2026-11-24T23:30:00Z";
  BOOST_TEST(day_in("UTC", late) == "2026-11-24");
  BOOST_TEST(day_in("Europe/Berlin", late) == "2026-11-25");
  BOOST_TEST(day_in("America/New_York", late) == "2026-11-24");
  BOOST_TEST(day_in("America/New_York", "2026-11-25T04:59:59Z") ==
             "2026-11-24");
}

BOOST_AUTO_TEST_CASE(days_begin_at_midnight_also_when_clocks_change) {
  // Summer time ends on 25 October 2026.
  BOOST_TEST(day_in("Europe/Berlin", "2026-10-24T21:59:59Z") == "2026-10-24");
  BOOST_TEST(day_in("Europe/Berlin", "2026-10-24T22:00:00Z") == "2026-10-25");
  BOOST_TEST(day_in("Europe/Berlin", "2026-10-25T22:59:59Z") == "2026-10-25");
  BOOST_TEST(day_in("Europe/Berlin", "2026-10-25T23:00:00Z") == "2026-10-26");
}

BOOST_AUTO_TEST_CASE(moments_before_1970_have_their_day_too) {
  BOOST_TEST(day_in("UTC", "1969-12-31T23:59:59Z") == "1969-12-31");
}

BOOST_AUTO_TEST_SUITE_END()
