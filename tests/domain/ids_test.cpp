// SPDX-License-Identifier: Apache-2.0
#include "domain/ids.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::domain;

BOOST_AUTO_TEST_SUITE(ids)

BOOST_AUTO_TEST_CASE(an_order_number_has_ten_digits_or_more) {
  BOOST_TEST(order_number(order_id{42}) == "ORD-0000000042");
  BOOST_TEST(order_number(order_id{140737488355327}) == "ORD-140737488355327");
}

BOOST_AUTO_TEST_CASE(order_numbers_are_read_in_both_forms) {
  for (const auto* text : {"42", "ORD-0000000042", "ORD-42", "0042"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(parse_order_number(text).value_or(order_id{}).value == 42);
    }
  }
  BOOST_TEST(parse_order_number("140737488355327").has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_order_number_is_not_read) {
  for (const auto* text :
       {"", "0", "ORD-", "ORD-0000000000", "-1", "+1", " 1", "1 ", "1.0", "x",
        "REF-0000000001", "ord-1", "ORD-ORD-1", "140737488355328",
        "99999999999999999999"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!parse_order_number(text).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(refunds_have_numbers_of_their_own) {
  BOOST_TEST(refund_number(refund_id{7}) == "REF-0000000007");
  BOOST_TEST(parse_refund_number("REF-0000000007")->value == 7);
  BOOST_TEST(parse_refund_number("7")->value == 7);
  for (const auto* text : {"", "0", "ORD-0000000007", "-7", "ref-7"})
    BOOST_TEST(!parse_refund_number(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
