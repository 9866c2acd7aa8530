// SPDX-License-Identifier: Apache-2.0
#include "domain/order_row.hpp"

#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"
#include "tests/domain/csv_records.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::domain;
using namespace orderd::testing;
using namespace std::string_literals;

namespace {

orders_layout layout_of(std::string_view header) {
  auto layout = orders_layout::from_header(one_record(header));
  BOOST_REQUIRE(layout.has_value());
  return *layout;
}

reject header_reject(std::string_view header) {
  const auto layout = orders_layout::from_header(one_record(header));
  BOOST_REQUIRE(!layout.has_value());
  return layout.error();
}

std::string cell(std::string_view value) {
  std::string quoted = "\"";
  for (const char c : value) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

/// A row that is good unless a value says otherwise.
struct row {
  std::string name = "Jane";
  std::string email = "jane@example.com";
  std::string phone = "1";
  std::string address = "Street 1";
  std::string order_ref = "R-1";
  std::string products = R"([{"sku":"A","quantity":1}])";

  [[nodiscard]] tl::expected<order_input, reject> read() const {
    const auto layout =
        layout_of("name,email,phone,address,order_ref,products");
    return layout.to_order(one_record(
        cell(name) + "," + cell(email) + "," + cell(phone) + "," +
            cell(address) + "," + cell(order_ref) + "," + cell(products) + "\n",
        layout.column_count()));
  }
};

void refuses(const row& bad, std::string_view column, std::string_view code,
             std::string_view reason_part) {
  const auto order = bad.read();
  BOOST_TEST_CONTEXT(column << " / " << code << " / " << reason_part) {
    BOOST_REQUIRE(!order.has_value());
    BOOST_TEST(order.error().line == 1);
    BOOST_TEST(order.error().column == column);
    BOOST_TEST(order.error().code == code);
    BOOST_TEST_INFO(order.error().reason);
    BOOST_TEST(order.error().reason.find(reason_part) != std::string::npos);
    BOOST_TEST(order.error().reason.size() < 500U);
    BOOST_TEST(!order.error().raw.empty());
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(order_row)

BOOST_AUTO_TEST_CASE(both_samples_give_three_orders) {
  for (const auto sample : {quoted_sample, unquoted_sample}) {
    csv_reader reader;
    csv_record record;
    reader.feed(sample);
    reader.finish();
    BOOST_REQUIRE(reader.next(record));
    const auto layout = orders_layout::from_header(record);
    BOOST_REQUIRE(layout.has_value());
    BOOST_TEST(layout->unknown_columns().empty());
    reader.set_columns(layout->column_count());
    std::vector<order_input> orders;
    while (reader.next(record)) {
      const auto order = layout->to_order(record);
      BOOST_REQUIRE(order.has_value());
      orders.push_back(*order);
    }
    BOOST_REQUIRE_EQUAL(orders.size(), 3U);
    BOOST_TEST(orders[0].name == "John Doe");
    BOOST_TEST(orders[0].line == 2);
    BOOST_TEST((orders[0].lines ==
                std::vector<order_line>{{"PROD001", 2}, {"PROD002", 1}}));
    BOOST_TEST(orders[2].name == "Bob Johnson");
    BOOST_TEST(orders[2].order_ref == "");
  }
}

BOOST_AUTO_TEST_CASE(columns_come_in_any_order_and_case_with_either_name) {
  const auto layout = layout_of(
      " Products ,_line,_COLUMN,_code,_reason,Notes,EMAIL,customer_name,\n");
  BOOST_TEST(layout.unknown_columns() ==
                 (std::vector<std::string>{"notes", "(column 9)"}),
             boost::test_tools::per_element());
  const auto order = layout.to_order(
      one_record(cell(R"([{"sku":" A ","quantity":1}])") +
                     ",1,2,3,4,any\x1Bthing\xFF, Jane@EXAMPLE.com , Jane ,\n",
                 9));
  BOOST_REQUIRE(order.has_value());
  BOOST_TEST(
      (*order ==
       order_input{"Jane", "jane@example.com", "", "", "", {{"A", 1}}, 1}));
}

BOOST_AUTO_TEST_CASE(a_header_without_a_required_column_names_all_that_lack) {
  const auto missing = header_reject("name,phone\n");
  BOOST_TEST(missing.code == reject_code::missing_column);
  BOOST_TEST(missing.reason ==
             "the header lacks customer_email (or email), products; found "
             "name, phone");
  BOOST_TEST(missing.raw == "name,phone");
}

BOOST_AUTO_TEST_CASE(a_header_with_a_column_twice_is_refused) {
  for (const auto* header :
       {"name,email,products,EMAIL\n", "name,email,products,customer_name\n",
        "name,email,products,x,x\n"}) {
    BOOST_TEST(header_reject(header).code == reject_code::duplicate_column);
  }
}

BOOST_AUTO_TEST_CASE(a_binary_file_has_no_header) {
  BOOST_TEST(header_reject("\x7F"
                           "ELF\x02\x01\n")
                 .code == reject_code::control_character);
  BOOST_TEST(header_reject("\xFF\xFEn\n").code == reject_code::invalid_utf8);
  BOOST_TEST(header_reject("PK\"\n").code == reject_code::malformed_csv);
  BOOST_TEST(header_reject(std::string(1000, ',') + "\n").code ==
             reject_code::too_many_columns);
}

BOOST_AUTO_TEST_CASE(a_csv_error_becomes_a_reject_with_the_columns_name) {
  const auto layout = layout_of("name,email,products\n");
  auto order = layout.to_order(one_record("Jane,\"open\n", 3));
  BOOST_REQUIRE(!order.has_value());
  BOOST_TEST(order.error().code == reject_code::malformed_csv);
  BOOST_TEST(order.error().column == "email");
  BOOST_TEST(order.error().raw == "Jane,\"open");

  order = layout.to_order(one_record("Jane,x\n", 3));
  BOOST_REQUIRE(!order.has_value());
  BOOST_TEST(order.error().code == reject_code::wrong_field_count);
  // A reader that was not told the number of columns.
  order = layout.to_order(one_record("Jane,x\n"));
  BOOST_REQUIRE(!order.has_value());
  BOOST_TEST(order.error().code == reject_code::wrong_field_count);
}

BOOST_AUTO_TEST_CASE(invalid_utf8_is_refused_in_each_column) {
  const std::string bad = "J\xE4ne";
  refuses({.name = bad}, "name", reject_code::invalid_utf8,
          "byte 2 of `J\\xE4ne`");
  refuses({.email = bad + "@example.com"}, "email", reject_code::invalid_utf8,
          "");
  refuses({.phone = bad}, "phone", reject_code::invalid_utf8, "");
  refuses({.address = bad}, "address", reject_code::invalid_utf8, "");
  refuses({.order_ref = bad}, "order_ref", reject_code::invalid_utf8, "");
  refuses({.products = "[\"" + bad + "\"]"}, "products",
          reject_code::invalid_json, "");
}

BOOST_AUTO_TEST_CASE(control_characters_are_refused_in_one_line_values) {
  for (const char c : {'\r', '\n', '\0', '\x1B', '\x07'}) {
    const auto bad = "a"s + c + "b";
    const auto code = reject_code::control_character;
    refuses({.name = bad}, "name", code, "control character");
    refuses({.email = bad + "@example.com"}, "email", code, "");
    refuses({.phone = bad}, "phone", code, "");
    refuses({.order_ref = bad}, "order_ref", code, "");
  }
  refuses({.name = "a\nb"}, "name", reject_code::control_character,
          "name must not hold the control character LF, which stands at byte 2 "
          "of `a\\nb`");
}

BOOST_AUTO_TEST_CASE(an_address_may_hold_line_breaks_and_tabs_alone) {
  const auto order = row{.address = "Street 1\r\n\tTown"}.read();
  BOOST_REQUIRE(order.has_value());
  BOOST_TEST(order->address == "Street 1\r\n\tTown");
  refuses({.address = "a\x1B"}, "address", reject_code::control_character,
          "ESC");
  refuses({.address = "a\0"s}, "address", reject_code::control_character,
          "NUL");
}

BOOST_AUTO_TEST_CASE(empty_required_values_are_refused) {
  refuses({.name = " "}, "name", reject_code::missing_value,
          "name must not be empty");
  refuses({.email = ""}, "email", reject_code::missing_value, "empty");
  refuses({.products = " "}, "products", reject_code::missing_value, "empty");
}

BOOST_AUTO_TEST_CASE(values_over_their_limit_are_refused) {
  const auto code = reject_code::field_too_long;
  BOOST_TEST((row{.name = std::string(255, 'x')}.read().has_value()));
  refuses({.name = std::string(256, 'x')}, "name", code,
          "has 256 bytes; at most 255");
  refuses({.phone = std::string(65, '1')}, "phone", code, "at most 64");
  refuses({.order_ref = std::string(129, '1')}, "order_ref", code,
          "at most 128");
  refuses(
      {.email = std::string(60, 'x') + "@" + std::string(190, 'x') + ".com"},
      "email", code, "at most 254");
}

BOOST_AUTO_TEST_CASE(malformed_emails_are_refused_with_the_reason) {
  for (const auto& [email, why] :
       std::vector<std::pair<std::string, std::string>>{
           {"jane", "no @"},
           {"@example.com", "nothing before"},
           {"jane@", "nothing behind"},
           {"jane@@example.com", "more than one @"},
           {"a@b@example.com", "more than one @"},
           {"jane@localhost", "no dot"},
           {"jane doe@example.com", "blank"},
           {"Jane <jane@example.com>", "blank or a special"},
           {".jane@example.com", "misplaced dot"},
           {"ja..ne@example.com", "misplaced dot"},
           {"jane@example..com", "not a domain"},
           {"jane@.com", "not a domain"},
           {"jane@example.com.", "not a domain"},
           {"jane@-example.com", "not a domain"},
           {"jane@exam_ple.com", "not a domain"},
           {"jane@example.com,x@example.com", "more than one @"},
           {std::string(65, 'x') + "@example.com", "longer than 64"}}) {
    refuses({.email = email}, "email", reject_code::invalid_email, why);
  }
}

BOOST_AUTO_TEST_CASE(usual_emails_are_taken) {
  for (const auto* email :
       {"jane.doe+shop@example.co.uk", "j@x-y.io", "o'neil@example.com",
        "j\xC3\xB6rg@m\xC3\xBCnchen.de", "1@1.example"}) {
    BOOST_TEST_CONTEXT(email) {
      BOOST_TEST((row{.email = email}.read().has_value()));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_fault_of_the_products_names_their_column) {
  refuses({.products = "[]"}, "products", reject_code::invalid_products,
          "products holds no lines");
  refuses({.products = R"([{"sku":"A","quantity":0}])"}, "products",
          reject_code::invalid_quantity,
          "products in line 1 (`A`) has the quantity `0`; expected");
}

BOOST_AUTO_TEST_SUITE_END()
