// SPDX-License-Identifier: Apache-2.0
#include "domain/order_lines.hpp"

#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::domain;
using namespace std::string_literals;

namespace {

std::vector<order_line> lines_of(std::string_view products) {
  const auto lines = read_order_lines(products);
  BOOST_REQUIRE(lines.has_value());
  return *lines;
}

void refuses(std::string_view products, std::string_view code,
             std::string_view reason_part) {
  const auto lines = read_order_lines(products);
  BOOST_TEST_CONTEXT(products.substr(0, 80)) {
    BOOST_REQUIRE(!lines.has_value());
    BOOST_TEST(lines.error().code == code);
    BOOST_TEST_INFO(lines.error().reason);
    BOOST_TEST(lines.error().reason.find(reason_part) != std::string::npos);
    BOOST_TEST(lines.error().reason.size() < 500U);
  }
}

std::string quantity(const std::string& value) {
  return R"([{"sku":"A","quantity":)" + value + "}]";
}

} // namespace

BOOST_AUTO_TEST_SUITE(order_lines)

BOOST_AUTO_TEST_CASE(products_that_are_no_json_are_refused) {
  const auto code = reject_code::invalid_json;
  for (const auto* json :
       {"A x 2", "[", R"([{"sku":"A","quantity":1})", "]",
        R"([{"sku":"A","quantity":1},])", R"([{sku:"A"}])",
        R"([{"sku":"A","quantity":+1}])", R"([{"sku":"\ud800","quantity":1}])",
        R"([{"sku":"A","quantity":1}] x)"}) {
    refuses(json, code, "is not valid JSON at byte");
  }
  refuses("[x\x1B" + std::string(5000, 'x'), code,
          "is not valid JSON at byte 2");
}

BOOST_AUTO_TEST_CASE(a_number_that_no_machine_holds_is_refused) {
  refuses(quantity("1e400"), reject_code::invalid_json,
          ": number overflow parsing '1e400'");
}

BOOST_AUTO_TEST_CASE(products_of_another_shape_are_refused) {
  const auto code = reject_code::invalid_products;
  refuses("[]", code, "holds no lines");
  refuses(R"({"sku":"A","quantity":1})", code,
          "is an object; expected an array");
  refuses("null", code, "is null");
  refuses("\"A\"", code, "is the text `A`");
  refuses("5", code, "is the number `5`");
  refuses("1.5", code, "is the number `1.5`");
  refuses("[5]", code, "in line 1 is the number `5`");
  refuses("[[]]", code, "in line 1 is an array");
  refuses(R"([{"sku":"A","quantity":1},"B"])", code,
          "in line 2 is the text `B`");
}

BOOST_AUTO_TEST_CASE(products_without_sku_or_quantity_are_refused) {
  const auto code = reject_code::invalid_products;
  refuses(R"([{"quantity":1}])", code, "in line 1 has no sku");
  refuses(R"([{"sku":"A"}])", code, "in line 1 (`A`) has no quantity");
  refuses(R"([{"sku":" ","quantity":1}])", code, "must not be empty");
  refuses(R"([{"sku":5,"quantity":1}])", code,
          "has the sku the number `5`; expected a text");
  refuses(R"([{"sku":null,"quantity":1}])", code, "the sku null");
  refuses(R"([{"sku":["A"],"quantity":1}])", code, "an array");
  refuses(R"([{"sku":"A\u001b","quantity":1}])", reject_code::control_character,
          "ESC");
  refuses(R"([{"sku":"A\u0000","quantity":1}])", reject_code::control_character,
          "NUL");
}

BOOST_AUTO_TEST_CASE(a_key_that_stands_twice_is_refused) {
  const auto code = reject_code::invalid_products;
  refuses(R"([{"sku":"A","sku":"B","quantity":1}])", code,
          "has the field `sku` twice");
  refuses(R"([{"sku":"A","quantity":1,"quantity":2}])", code,
          "has the field `quantity` twice");
}

BOOST_AUTO_TEST_CASE(quantities_that_are_no_count_are_refused) {
  for (const auto* value :
       {"0", "-0", "-1", "1.5", "2.0", "1e9", "1E2", "2147483648",
        "9223372036854775808", "99999999999999999999999999",
        "-99999999999999999999999999"}) {
    refuses(quantity(value), reject_code::invalid_quantity,
            std::string_view{value} == "-0" ? "has the quantity" : value);
  }
  for (const auto* value : {"\"2\"", "null", "true", "[2]", "{}"}) {
    refuses(quantity(value), reject_code::invalid_quantity,
            "expected a whole number from 1 to 2147483647");
  }
  BOOST_TEST(lines_of(quantity("2147483647"))[0].quantity == 2147483647);
}

BOOST_AUTO_TEST_CASE(deep_json_is_refused_without_deep_calls) {
  const std::string deep(30'000, '[');
  refuses(deep, reject_code::invalid_products, "an array");
  refuses(R"([{"x":)" + deep, reject_code::invalid_json,
          "nested deeper than 8 levels");
  std::string objects = "[";
  for (int at = 0; at < 5'000; ++at) {
    objects += R"({"x":)";
  }
  refuses(objects, reject_code::invalid_json, "nested deeper");
}

BOOST_AUTO_TEST_CASE(other_keys_of_a_line_are_ignored_or_refused) {
  const auto* text =
      R"([{"name":"x","sku":" A ","price":{"sku":1,"quantity":[0]},)"
      R"("quantity":3}])";
  BOOST_TEST((lines_of(text) == std::vector<order_line>{{"A", 3}}));
  const auto refused = read_order_lines(text, unknown_keys::refused);
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().reason ==
             "in line 1 has the unknown field `name`; known are sku and "
             "quantity");
}

BOOST_AUTO_TEST_CASE(the_same_sku_twice_is_two_lines) {
  const auto lines =
      lines_of(R"([{"sku":"A","quantity":1},{"quantity":2,"sku":"A"}])");
  BOOST_TEST((lines == std::vector<order_line>{{"A", 1}, {"A", 2}}));
}

BOOST_AUTO_TEST_CASE(an_order_has_a_thousand_lines_at_most) {
  std::string products;
  for (std::size_t at = 0; at < limits::order_lines; ++at) {
    products += (at == 0 ? "[" : ",") + R"({"sku":"A","quantity":1})"s;
  }
  BOOST_TEST(lines_of(products + "]").size() == limits::order_lines);
  refuses(products + R"(,{"sku":"A","quantity":1}])",
          reject_code::invalid_products, "more than 1000 lines");
}

BOOST_AUTO_TEST_CASE(an_sku_keeps_its_limit) {
  const auto text = [](std::size_t length) {
    return R"([{"sku":")" + std::string(length, 'x') + R"(","quantity":1}])";
  };
  BOOST_TEST(lines_of(text(64)).size() == 1U);
  refuses(text(65), reject_code::field_too_long, "at most 64");
}

BOOST_AUTO_TEST_SUITE_END()
