// SPDX-License-Identifier: Apache-2.0
#include "domain/time.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::domain;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(times)

BOOST_AUTO_TEST_CASE(times_are_written_and_read_again) {
  for (const auto* text :
       {"2026-11-24T05:58:14.123456Z", "2026-11-24T05:58:14Z",
        "1969-12-31T23:59:59.000001Z", "2024-02-29T00:00:00Z"}) {
    const auto time = parse_time(text);
    BOOST_REQUIRE(time.has_value());
    BOOST_TEST(format_time(*time) == text);
  }
  BOOST_TEST(format_time(utc_time{1us}) == "1970-01-01T00:00:00.000001Z");
}

BOOST_AUTO_TEST_CASE(a_day_is_its_midnight) {
  BOOST_TEST(format_time(parse_time("2026-11-24").value()) ==
             "2026-11-24T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(what_is_no_time_is_not_read) {
  for (const auto* text :
       {"", "2026-11-24T", "2026-11-24T05:58:14", "2026-11-24 05:58:14Z",
        "2026-11-24T24:00:00Z", "2026-11-24T05:60:00Z", "2026-11-24T05:58:60Z",
        "2026-11-24T05:58:14.1Z", "2026-11-24T05:58:14,123456Z",
        "2026-11-24T05:58:14.12345xZ", "2026-02-30T00:00:00Z", "2026-11-24Z",
        "2026-11-24T05-58-14Z", "2026-11-24T05:58:14+01:00"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!parse_time(text).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(days_are_written_and_read_again) {
  BOOST_TEST(format_day(parse_day("2024-02-29").value()) == "2024-02-29");
  for (const auto* text : {"", "2026-02-30", "2023-02-29", "2026-13-01",
                           "2026-00-01", "2026-01-00", "26-01-01", "2026/01/01",
                           "2026-1-1", "2026-01-01 ", "-026-01-01"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!parse_day(text).has_value());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
