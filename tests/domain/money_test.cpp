// SPDX-License-Identifier: Apache-2.0
#include "domain/money.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace orderd::domain;

namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();
const currency usd{"USD", 2};
const currency jpy{"JPY", 0};
const currency bhd{"BHD", 3};

} // namespace

BOOST_AUTO_TEST_SUITE(money_values)

BOOST_AUTO_TEST_CASE(currencies_are_found_with_their_decimals) {
  BOOST_TEST(find_currency("USD").value().decimals == 2);
  BOOST_TEST(find_currency("EUR").value().code == "EUR");
  BOOST_TEST(find_currency("JPY").value().decimals == 0);
  BOOST_TEST(find_currency("BHD").value().decimals == 3);
  for (const auto* code :
       {"", "usd", "US", "USDX", "XTS", "CLF", "DEM", "BIF CLP", "SD "}) {
    BOOST_TEST_CONTEXT(code) {
      BOOST_TEST(!find_currency(code).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(sums_that_do_not_fit_are_nothing) {
  BOOST_TEST(checked_add({1}, {2}).value().minor == 3);
  BOOST_TEST(!checked_add({most}, {1}).has_value());
  BOOST_TEST(!checked_sub({least}, {1}).has_value());
  BOOST_TEST(checked_sub({1}, {2}).value().minor == -1);
  BOOST_TEST(checked_mul({2499}, 3).value().minor == 7497);
  BOOST_TEST(!checked_mul({most}, 2).has_value());
}

BOOST_AUTO_TEST_CASE(quotients_are_rounded_half_away_from_zero) {
  BOOST_TEST(divide_half_up({5}, 2).minor == 3);
  BOOST_TEST(divide_half_up({-5}, 2).minor == -3);
  BOOST_TEST(divide_half_up({4}, 3).minor == 1);
  BOOST_TEST(divide_half_up({5}, 3).minor == 2);
  BOOST_TEST(divide_half_up({5}, 0).minor == 0);
  BOOST_TEST(divide_half_up({most}, 1).minor == most);
  BOOST_TEST(divide_half_up({least}, 1).minor == least);
  BOOST_TEST(divide_half_up({most}, most).minor == 1);
}

BOOST_AUTO_TEST_CASE(decimals_are_read_exactly) {
  BOOST_TEST(parse_money("24.99", usd).value().minor == 2499);
  BOOST_TEST(parse_money("24", usd).value().minor == 2400);
  BOOST_TEST(parse_money("9.5", usd).value().minor == 950);
  BOOST_TEST(parse_money("-3.5", usd).value().minor == -350);
  BOOST_TEST(parse_money("0", usd).value().minor == 0);
  BOOST_TEST(parse_money("24", jpy).value().minor == 24);
  BOOST_TEST(parse_money("1.234", bhd).value().minor == 1234);
  BOOST_TEST(parse_money("92233720368547758.07", usd).value().minor == most);
  BOOST_TEST(parse_money("-92233720368547758.08", usd).value().minor == least);
}

BOOST_AUTO_TEST_CASE(what_is_no_amount_is_refused_with_a_sentence) {
  for (const auto* text :
       {"", "-", ".", ".5", "5.", "+1", "1e3", "1,000.00", "$1", "1 ", " 1",
        "1.2.3", "--1", "abc", "0x10", "NaN"}) {
    BOOST_TEST_CONTEXT(text) {
      const auto read = parse_money(text, usd);
      BOOST_REQUIRE(!read.has_value());
      BOOST_TEST(read.error().find("not an amount") != std::string::npos);
    }
  }
  BOOST_TEST(parse_money("1.234", usd).error() ==
             "`1.234` has 3 decimals, but USD has 2");
  BOOST_TEST(!parse_money("1.0", jpy).has_value());
  for (const auto* text : {"92233720368547758.08", "-92233720368547758.09",
                           "99999999999999999999999999"}) {
    BOOST_TEST(parse_money(text, usd).error().find("too large") !=
               std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(amounts_are_written_with_all_decimals) {
  BOOST_TEST(format_money({2499}, usd) == "24.99");
  BOOST_TEST(format_money({-50}, usd) == "-0.50");
  BOOST_TEST(format_money({0}, usd) == "0.00");
  BOOST_TEST(format_money({5}, bhd) == "0.005");
  BOOST_TEST(format_money({24}, jpy) == "24");
  BOOST_TEST(format_money({least}, usd) == "-92233720368547758.08");
}

BOOST_AUTO_TEST_SUITE_END()
