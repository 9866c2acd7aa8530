// SPDX-License-Identifier: Apache-2.0
#include "domain/refund_row.hpp"

#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"
#include "tests/domain/csv_records.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>

using namespace orderd::domain;
using namespace orderd::testing;

namespace {

const currency usd{"USD", 2};
const currency jpy{"JPY", 0};
const currency bhd{"BHD", 3};

constexpr std::string_view all_columns =
    "order,amount,full,reason,notes,key,restock";

tl::expected<refund_input, reject>
read(std::string_view header, std::string_view row, const currency& in = usd) {
  const auto layout = refunds_layout::from_header(one_record(header));
  BOOST_REQUIRE(layout.has_value());
  return layout->to_refund(one_record(row, layout->column_count()), in);
}

refund_input taken(std::string_view header, std::string_view row,
                   const currency& in = usd) {
  const auto refund = read(header, row, in);
  BOOST_REQUIRE_MESSAGE(refund.has_value(),
                        row << ": " << refund.error().reason);
  return *refund;
}

void refuses(std::string_view header, std::string_view row,
             std::string_view column, std::string_view code,
             std::string_view reason_part, const currency& in = usd) {
  BOOST_TEST_CONTEXT(row) {
    const auto refund = read(header, row, in);
    BOOST_REQUIRE(!refund.has_value());
    BOOST_TEST(refund.error().column == column);
    BOOST_TEST(refund.error().code == code);
    BOOST_TEST_INFO(refund.error().reason);
    BOOST_TEST(refund.error().reason.find(reason_part) != std::string::npos);
  }
}

void refuses_amount(std::string_view amount, std::string_view reason_part,
                    const currency& in = usd) {
  refuses("order,amount", "42," + std::string{amount}, "amount",
          reject_code::invalid_amount, reason_part, in);
}

} // namespace

BOOST_AUTO_TEST_SUITE(refund_row_test)

BOOST_AUTO_TEST_CASE(an_amount_alone_is_a_partial_refund) {
  refund_input expected;
  expected.order.id = {42};
  expected.amount = money{2'500};
  expected.line = 1;
  BOOST_TEST((taken("order,amount", "42,25.00") == expected));
  BOOST_TEST((taken("order,amount,full", "42,25.00,no") == expected));
}

BOOST_AUTO_TEST_CASE(full_is_a_word_or_a_flag_and_may_name_the_rest) {
  refund_input expected;
  expected.order.id = {42};
  expected.type = refund_type::full;
  expected.line = 1;
  BOOST_TEST((taken("order,amount", "42, Full ") == expected));
  BOOST_TEST((taken("order,full", "42,yes") == expected));
  BOOST_TEST((taken("order,amount,full", "42,,1") == expected));
  BOOST_TEST((taken("order,amount,full", "42,full,true") == expected));
  expected.amount = money{3'448};
  BOOST_TEST((taken("order,amount,full", "42,34.48,true") == expected));
}

BOOST_AUTO_TEST_CASE(all_values_are_read_from_any_order_of_columns) {
  const auto refund =
      taken("_line,_column,_code,_reason,Restock,KEY,notes,Reason,Amount,order",
            "1,2,3,4, ALL , k-1 ,called twice,broken,0.01,shop:A-1");
  refund_input expected;
  expected.order = {{}, "shop", "A-1"};
  expected.amount = money{1};
  expected.restock = restock_rule::all;
  expected.reason = "broken";
  expected.notes = "called twice";
  expected.key = "k-1";
  expected.line = 1;
  BOOST_TEST((refund == expected));
}

BOOST_AUTO_TEST_CASE(each_form_of_an_order_is_read) {
  for (const auto* text : {"42", "ORD-0000000042", " 42 "})
    BOOST_TEST(taken("order,full", std::string{text} + ",1").order.id.value ==
               42);
  for (const auto* text : {"none", "4 2", "-42", "0", "REF-0000000042",
                           "Shop:1", "shop:", "99999999999999999999"})
    refuses("order,full", std::string{text} + ",1", "order",
            reject_code::invalid_value, "names no order");
  refuses("order,full", " ,1", "order", reject_code::missing_value, "");
}

BOOST_AUTO_TEST_CASE(restock_is_none_all_or_the_default) {
  BOOST_TEST(
      (taken("order,full,restock", "42,1,none").restock == restock_rule::none));
  BOOST_TEST(
      (taken("order,full,restock", "42,1,All").restock == restock_rule::all));
  BOOST_TEST(!taken("order,full,restock", "42,1,").restock.has_value());
  refuses("order,full,restock", "42,1,some", "restock",
          reject_code::invalid_value, "`some` is neither none nor all");
}

BOOST_AUTO_TEST_CASE(a_row_must_ask_for_something_and_not_contradict_itself) {
  const auto missing = reject_code::missing_value;
  refuses("order,amount", "42,", "amount", missing, "asks for nothing");
  refuses("order,full", "42,no", "full", missing, "asks for nothing");
  refuses("order,amount,full", "42,,", "amount", missing, "asks for nothing");
  refuses("order,amount,full", "42,full,no", "full", reject_code::invalid_value,
          "amount says full");
  refuses("order,amount,full", "42,5,maybe", "full", reject_code::invalid_value,
          "`maybe` is none of");
}

BOOST_AUTO_TEST_CASE(an_amount_that_can_be_no_refund_is_refused) {
  refuses_amount("0", "`0` is not above 0");
  refuses_amount("0.00", "is not above 0");
  refuses_amount("-25.00", "is not above 0");
  refuses_amount("25.001", "has 3 decimals, but USD has 2");
  refuses_amount("25.", "is not an amount");
  refuses_amount("$25", "is not an amount");
  refuses_amount("1e3", "is not an amount");
  refuses_amount("half", "is not an amount");
  refuses_amount("\xFF", "is not an amount");
}

BOOST_AUTO_TEST_CASE(the_currency_says_how_many_decimals_there_are) {
  BOOST_TEST((taken("order,amount", "42,25", jpy).amount == money{25}));
  BOOST_TEST((taken("order,amount", "42,25", bhd).amount == money{25'000}));
  BOOST_TEST((taken("order,amount", "42,0.001", bhd).amount == money{1}));
  refuses_amount("25.0", "has 1 decimal, but JPY has none", jpy);
  refuses_amount("0.0001", "has 4 decimals, but BHD has 3", bhd);
}

BOOST_AUTO_TEST_CASE(the_largest_amounts_are_read_and_larger_ones_refused) {
  const money most{std::numeric_limits<std::int64_t>::max()};
  const std::string header = "order,amount";
  BOOST_TEST((taken(header, "42,92233720368547758.07").amount == most));
  BOOST_TEST((taken(header, "42,9223372036854775807", jpy).amount == most));
  BOOST_TEST((taken(header, "42,9223372036854775.807", bhd).amount == most));
  refuses_amount("92233720368547758.08", "is too large an amount");
  refuses_amount("9223372036854775808", "is too large an amount", jpy);
  refuses_amount("9223372036854775.808", "is too large an amount", bhd);
  refuses_amount("99999999999999999999999", "is too large an amount");
  refuses_amount("-9223372036854775808", "is not above 0", jpy);
  refuses_amount("-9223372036854775809", "is too large an amount", jpy);
}

BOOST_AUTO_TEST_CASE(texts_keep_to_their_limits) {
  const auto long_text = [](std::size_t bytes) {
    return std::string(bytes, 'x');
  };
  const auto at_most = "42,5,," + long_text(limits::refund_reason_bytes) + "," +
                       long_text(limits::refund_notes_bytes) + "," +
                       long_text(limits::request_key_bytes) + ",";
  BOOST_TEST(read(all_columns, at_most).has_value());
  const auto too_long = reject_code::field_too_long;
  refuses(all_columns, "42,5,," + long_text(256) + ",,,", "reason", too_long,
          "at most 255");
  refuses(all_columns, "42,5,,," + long_text(4'097) + ",,", "notes", too_long,
          "at most 4096");
  refuses(all_columns, "42,5,,,," + long_text(129) + ",", "key", too_long,
          "at most 128");
  refuses(all_columns, long_text(194) + ",5,,,,,", "order", too_long,
          "at most 193");
  const auto control = reject_code::control_character;
  refuses(all_columns, "42,5,,\"a\nb\",,,", "reason", control, "LF");
  refuses(all_columns, "42,5,,,a\x1B,,", "notes", control, "ESC");
  refuses(all_columns, "42,5,,,,a\tb,", "key", control, "TAB");
  refuses(all_columns, "42,5,,\xFF,,,", "reason", reject_code::invalid_utf8,
          "byte 1");
}

BOOST_AUTO_TEST_CASE(a_row_that_is_none_is_refused_as_a_whole) {
  refuses(all_columns, "42,5", "", reject_code::wrong_field_count,
          "has 2 fields");
  refuses("order,amount", "42,\"5", "amount", reject_code::malformed_csv,
          "not closed");
}

BOOST_AUTO_TEST_CASE(a_header_needs_order_and_amount_or_full) {
  for (const auto* header : {"order", "amount,full", "order,reason", "x"}) {
    const auto layout = refunds_layout::from_header(one_record(header));
    BOOST_REQUIRE(!layout.has_value());
    BOOST_TEST(layout.error().code == reject_code::missing_column);
  }
  const auto twice =
      refunds_layout::from_header(one_record("order,amount,Amount"));
  BOOST_TEST(twice.error().code == reject_code::duplicate_column);
}

BOOST_AUTO_TEST_CASE(unknown_columns_are_listed) {
  const auto layout =
      refunds_layout::from_header(one_record("order,full,Colour"));
  BOOST_REQUIRE(layout.has_value());
  BOOST_TEST(layout->unknown_columns() == std::vector<std::string>{"colour"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
