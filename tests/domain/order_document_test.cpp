// SPDX-License-Identifier: Apache-2.0
#include "domain/order_document.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace orderd::domain;
using nlohmann::json;

namespace {

json good() {
  return json::parse(R"({"order_ref": "R-1",
    "customer": {"name": "Jane", "email": "Jane@Example.com "},
    "items": [{"sku": "A", "quantity": 2}]})");
}

void refuses(const json& document, std::string_view field,
             std::string_view reason_part) {
  const auto order = parse_order_document(document.dump());
  BOOST_TEST_CONTEXT(document.dump().substr(0, 300)) {
    BOOST_REQUIRE(!order.has_value());
    BOOST_TEST(order.error().field == field);
    BOOST_TEST_INFO(order.error().reason);
    BOOST_TEST(order.error().reason.find(reason_part) != std::string::npos);
  }
}

void refuses_with(std::string_view key, const json& value,
                  std::string_view reason_part) {
  auto document = good();
  document[std::string{key}] = value;
  refuses(document, key, reason_part);
}

} // namespace

BOOST_AUTO_TEST_SUITE(order_document)

BOOST_AUTO_TEST_CASE(the_smallest_document_is_an_order_of_the_default_source) {
  const auto made = read_order_document(good());
  BOOST_REQUIRE(made.has_value());
  BOOST_TEST(made->source == "default");
  BOOST_TEST(
      (made->order ==
       order_input{"Jane", "jane@example.com", "", "", "R-1", {{"A", 2}}, 0}));
}

BOOST_AUTO_TEST_CASE(all_fields_are_taken_under_either_name) {
  for (const auto* names : {R"("customer_name":"Jane","customer_email":)",
                            R"("name":"Jane","email":)"}) {
    const auto made = parse_order_document(
        R"({"order_ref":"R-1","source":"shop-1","phone":"1",)"
        R"("address":"a\nb",)" +
        std::string{names} +
        R"("jane@example.com","products":[{"sku":"A","quantity":2},)"
        R"({"sku":"A","quantity":1}]})");
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(made->source == "shop-1");
    BOOST_TEST((made->order == order_input{"Jane",
                                           "jane@example.com",
                                           "1",
                                           "a\nb",
                                           "R-1",
                                           {{"A", 2}, {"A", 1}},
                                           0}));
  }
}

BOOST_AUTO_TEST_CASE(null_is_taken_as_not_given) {
  auto document = good();
  document["source"] = document["phone"] = document["name"] = nullptr;
  BOOST_TEST(read_order_document(document).has_value());
  document["order_ref"] = nullptr;
  refuses(document, "order_ref", "order_ref is required");
}

BOOST_AUTO_TEST_CASE(unknown_fields_are_named) {
  refuses_with("colour", "red",
               "colour is not a known field; known are "
               "order_ref, source");
  auto document = good();
  document["customer"]["age"] = 5;
  refuses(document, "customer.age", "known are name, email");
  document = good();
  document["items"][0]["price"] = 5;
  refuses(document, "items", "has the unknown field `price`");
}

BOOST_AUTO_TEST_CASE(a_value_under_two_names_is_refused) {
  refuses_with("customer_name", "Jane",
               "customer_name and customer.name mean the same");
  refuses_with("email", "jane@example.com", "mean the same");
  auto document = good();
  document["products"] = document["items"];
  refuses(document, "items", "items and products mean the same");
}

BOOST_AUTO_TEST_CASE(missing_fields_are_named) {
  for (const auto* field : {"order_ref", "items"}) {
    auto document = good();
    document.erase(field);
    refuses(document, std::string_view{field} == "items" ? "products" : field,
            "is required");
  }
  auto document = good();
  document.erase("customer");
  refuses(document, "customer_name", "is required");
  document["name"] = "Jane";
  refuses(document, "customer_email", "is required");
  document = good();
  document["customer"].erase("email");
  refuses(document, "customer.email", "is required");
}

BOOST_AUTO_TEST_CASE(values_keep_the_same_rules_as_in_files) {
  refuses_with("order_ref", " ", "must not be empty");
  refuses_with("order_ref", std::string(129, 'x'), "at most 128");
  refuses_with("order_ref", 5, "order_ref must be a text, not number");
  refuses_with("phone", "1\x1B", "ESC");
  refuses_with("customer", "Jane", "must be an object");
  refuses_with("items", json::array(), "items holds no lines");
  refuses_with("items", "A", "is the text `A`");
  refuses_with("items", json::parse(R"([{"sku":"A","quantity":1.5}])"),
               "`1.5`");
  refuses_with("items", json::parse(R"([{"sku":"A","quantity":1e9}])"),
               "whole number");
  refuses_with("items", json::parse(R"([{"sku":"A","quantity":0}])"), "`0`");
  refuses_with("items", json::parse(R"([{"sku":"A"}])"), "has no quantity");
  auto document = good();
  document["customer"]["email"] = "jane";
  refuses(document, "customer.email", "customer.email `jane` is not an e-mail");
  document["customer"]["email"] = 5;
  refuses(document, "customer.email", "must be a text, not number");
}

BOOST_AUTO_TEST_CASE(a_source_is_named_as_its_folder) {
  for (const auto& name :
       {std::string{}, std::string{"Shop"}, std::string{"../x"},
        std::string{"a b"}, std::string(65, 'x')}) {
    refuses_with("source", name, "is no source's name");
  }
}

BOOST_AUTO_TEST_CASE(text_that_is_no_clean_document_is_refused) {
  const auto reason = [](std::string_view text) {
    const auto made = parse_order_document(text);
    BOOST_REQUIRE(!made.has_value());
    BOOST_TEST(made.error().field == "");
    return made.error().reason;
  };
  BOOST_TEST(reason("").find("not valid JSON") == 0U);
  BOOST_TEST(reason("{").find("not valid JSON at byte 2") == 0U);
  BOOST_TEST(reason("\xFF").find("not valid JSON") == 0U);
  BOOST_TEST(reason("[]") == "the document must be a JSON object, not array");
  BOOST_TEST(reason(R"({"order_ref":"1","order_ref":"2"})") ==
             "the field `order_ref` stands twice in one object");
  BOOST_TEST(reason(std::string(100'000, '[')).find("nested deeper") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_deep_document_that_was_parsed_elsewhere_is_refused) {
  json deep;
  for (int at = 0; at < 2'000; ++at) {
    json outer = json::array();
    outer.push_back(std::move(deep));
    deep = std::move(outer);
  }
  auto document = good();
  document["items"] = std::move(deep);
  const auto made = read_order_document(document);
  BOOST_REQUIRE(!made.has_value());
  BOOST_TEST(made.error().reason == "items is nested deeper than 8 levels");
}

BOOST_AUTO_TEST_SUITE_END()
