// SPDX-License-Identifier: Apache-2.0
#include "domain/product_row.hpp"

#include "domain/reject_codes.hpp"
#include "tests/domain/csv_records.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::domain;
using namespace orderd::testing;

namespace {

const currency usd{"USD", 2};

tl::expected<product_input, reject> read(std::string_view header,
                                         std::string_view row) {
  const auto layout = products_layout::from_header(one_record(header));
  BOOST_REQUIRE(layout.has_value());
  return layout->to_product(one_record(row, layout->column_count()), usd);
}

void refuses(std::string_view row, std::string_view column,
             std::string_view code, std::string_view reason_part) {
  BOOST_TEST_CONTEXT(row) {
    const auto product = read("sku,name,price,stock,description,active", row);
    BOOST_REQUIRE(!product.has_value());
    BOOST_TEST(product.error().column == column);
    BOOST_TEST(product.error().code == code);
    BOOST_TEST_INFO(product.error().reason);
    BOOST_TEST(product.error().reason.find(reason_part) != std::string::npos);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(product_row)

BOOST_AUTO_TEST_CASE(a_row_of_the_sample_is_read) {
  const auto product =
      read("sku,name,price,stock\n", "PROD001,Wireless mouse,24.99,500\n");
  BOOST_REQUIRE(product.has_value());
  product_input expected;
  expected.sku = "PROD001";
  expected.name = "Wireless mouse";
  expected.price = money{2499};
  expected.stock = 500;
  expected.line = 1;
  BOOST_TEST((*product == expected));
}

BOOST_AUTO_TEST_CASE(an_empty_cell_leaves_the_value_alone) {
  const auto product =
      read("sku,name,price,stock,description,active\n", "A, ,,,\"\",\n");
  BOOST_REQUIRE(product.has_value());
  product_input expected;
  expected.sku = "A";
  expected.line = 1;
  BOOST_TEST((*product == expected));
}

BOOST_AUTO_TEST_CASE(all_values_are_read_from_any_order_of_columns) {
  const auto product =
      read("_line,_column,_code,_reason,Active,Description,STOCK,Price,sku\n",
           "1,2,3,4,No,\"two\nlines\", 0 , 0 , A \n");
  BOOST_REQUIRE(product.has_value());
  BOOST_TEST(product->sku == "A");
  BOOST_TEST((product->price == money{0}));
  BOOST_TEST(product->stock.value() == 0);
  BOOST_TEST(product->description.value() == "two\nlines");
  BOOST_TEST(product->active.value() == false);
  BOOST_TEST(!product->name.has_value());
}

BOOST_AUTO_TEST_CASE(active_is_read_in_its_six_forms) {
  for (const auto* text : {"true", "1", "YES"}) {
    BOOST_TEST(read("sku,active", "A," + std::string{text})->active.value());
  }
  for (const auto* text : {"False", "0", "no"}) {
    BOOST_TEST(!read("sku,active", "A," + std::string{text})->active.value());
  }
}

BOOST_AUTO_TEST_CASE(bad_values_are_refused_with_column_code_and_reason) {
  const auto number = reject_code::invalid_number;
  refuses(",n,1,1,,", "sku", reject_code::missing_value, "must not be empty");
  refuses("A\x1B,n,1,1,,", "sku", reject_code::control_character, "ESC");
  refuses(std::string(65, 'A') + ",n,1,1,,", "sku", reject_code::field_too_long,
          "at most 64");
  refuses("A,\xFF,1,1,,", "name", reject_code::invalid_utf8, "byte 1");
  refuses("A,n,-1,1,,", "price", number, "`-1` is negative");
  refuses("A,n,1.999,1,,", "price", number, "has 3 decimals");
  refuses("A,n,$5,1,,", "price", number, "`$5` is not an amount");
  refuses("A,n,99999999999999999999,1,,", "price", number, "too large");
  refuses("A,n,1,-1,,", "stock", number, "`-1` is not a whole number");
  refuses("A,n,1,1.5,,", "stock", number, "from 0 to 2147483647");
  refuses("A,n,1,2147483648,,", "stock", number, "`2147483648`");
  refuses("A,n,1,1e3,,", "stock", number, "");
  refuses("A,n,1,99999999999999999999,,", "stock", number, "");
  refuses("A,n,1,1,a\x1B,", "description", reject_code::control_character, "");
  refuses("A,n,1,1,,maybe", "active", reject_code::invalid_value,
          "`maybe` is none of");
  refuses("A,n", "", reject_code::wrong_field_count, "has 2 fields");
  refuses("A,\"n", "name", reject_code::malformed_csv, "not closed");
}

BOOST_AUTO_TEST_CASE(a_header_needs_sku_and_something_to_set) {
  for (const auto* header : {"sku", "name,price", "sku,colour", "x"}) {
    const auto layout = products_layout::from_header(one_record(header));
    BOOST_REQUIRE(!layout.has_value());
    BOOST_TEST(layout.error().code == reject_code::missing_column);
  }
  const auto twice = products_layout::from_header(one_record("sku,stock,SKU"));
  BOOST_TEST(twice.error().code == reject_code::duplicate_column);
}

BOOST_AUTO_TEST_CASE(unknown_columns_are_listed) {
  const auto layout =
      products_layout::from_header(one_record("sku,stock,Colour\x1B"));
  BOOST_TEST(!layout.has_value());
  const auto listed =
      products_layout::from_header(one_record("sku,stock,Colour,size"));
  BOOST_REQUIRE(listed.has_value());
  BOOST_TEST(listed->unknown_columns() ==
                 (std::vector<std::string>{"colour", "size"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
