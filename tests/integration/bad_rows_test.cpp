// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/bad_input.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::testing;
using namespace std::string_literals;
using nlohmann::json;

namespace {

struct bad_row {
  std::string what;
  std::string row; ///< without its line end
  std::string code;
  std::string column;
};

std::string quoted(const std::string& field) {
  std::string text = "\"";
  for (const char c : field)
    text += c == '"' ? "\"\""s : std::string{c};
  return text + "\"";
}

std::string named(const std::string& name) {
  return name + ",bad@x.org,1,S," + quoted(R"([{"sku":"GOOD","quantity":1}])");
}

std::string mailed(const std::string& email) {
  return "Bad," + email + ",1,S," + quoted(R"([{"sku":"GOOD","quantity":1}])");
}

std::string ordered(const std::string& products) {
  return "Bad,bad@x.org,1,S," + quoted(products);
}

/// `count` units of GOOD, as it stands in the file.
std::string counted(const std::string& count) {
  return ordered(R"([{"sku":"GOOD","quantity":)" + count + "}]");
}

/// The file of one bad row between two good ones, and what came of it.
void check_one(const bad_row& bad) {
  static int number = 0;
  auto& daemon = bad_input_daemon();
  const auto id = std::to_string(++number);
  const auto import = daemon.import_orders(
      "row" + id + ".csv",
      orders_header + good_row("a" + id) + bad.row + "\n" + good_row("b" + id));
  BOOST_TEST_CONTEXT(bad.what << ": " << import.dump()) {
    BOOST_TEST(import["state"] == "done");
    BOOST_TEST(import["rows"] == 3);
    BOOST_TEST(import["accepted"] == 2);
    BOOST_TEST(import["rejected"] == 1);
    const auto rejects = daemon.rejects_of(import);
    BOOST_REQUIRE_EQUAL(rejects.size(), 1U);
    const auto& reject = rejects[0];
    BOOST_TEST(reject["line"] == 3);
    BOOST_TEST(reject["code"] == bad.code);
    BOOST_TEST((bad.column.empty() ? reject["column"].is_null()
                                   : reject["column"] == bad.column),
               reject.dump());
    BOOST_TEST(!reject["reason"].get<std::string>().empty());
  }
}

void check_all(const std::vector<bad_row>& rows) {
  for (const auto& row : rows)
    check_one(row);
  bad_input_daemon().check_rules();
}

/// The import of rows of which the products are these.
json import_of(const std::string& name, const std::string& products) {
  return bad_input_daemon().import_orders(name,
                                          orders_header + ordered(products));
}

} // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(rows_that_do_not_fit_the_header_are_rejected) {
  check_all({{"too few fields", "Bad,bad@x.org,1", "wrong_field_count", ""},
             {"too many fields", mailed("bad@x.org") + ",more,and more",
              "wrong_field_count", ""}});
}

BOOST_AUTO_TEST_CASE(wrong_products_are_rejected) {
  const std::string deep(10'000, '[');
  check_all(
      {{"no JSON", ordered(R"([{"sku":)"), "invalid_json", "products"},
       {"no array", ordered(R"({"sku":"GOOD","quantity":1})"),
        "invalid_products", "products"},
       {"empty array", ordered("[]"), "invalid_products", "products"},
       {"no SKU", ordered(R"([{"quantity":1}])"), "invalid_products",
        "products"},
       {"no quantity", ordered(R"([{"sku":"GOOD"}])"), "invalid_products",
        "products"},
       {"deep JSON", ordered(R"([{"sku":"GOOD","quantity":1,"x":)" + deep),
        "invalid_json", "products"},
       {"nothing", ordered(""), "missing_value", "products"}});
}

BOOST_AUTO_TEST_CASE(wrong_quantities_are_rejected) {
  std::vector<bad_row> rows;
  for (const auto* count : {"0", "-1", "1.5", "1e9", "2147483648",
                            "99999999999999999999999", "\"1\"", "null"})
    rows.push_back({count, counted(count), "invalid_quantity", "products"});
  check_all(rows);
}

BOOST_AUTO_TEST_CASE(an_sku_that_is_not_sold_rejects_the_whole_order) {
  const auto with_good = [](const std::string& sku) {
    return ordered(R"([{"sku":"GOOD","quantity":1},{"sku":")" + sku +
                   R"(","quantity":1}])");
  };
  check_all({{"unknown", with_good("NOSUCH"), "unknown_sku", "products"},
             {"inactive", with_good("OLD"), "inactive_sku", "products"}});
}

BOOST_AUTO_TEST_CASE(amounts_that_overflow_are_rejected) {
  check_all({{"one line", ordered(R"([{"sku":"DEAR","quantity":2000000000}])"),
              "amount_overflow", "products"},
             {"their sum",
              ordered(R"([{"sku":"DEAR","quantity":9000},)"
                      R"({"sku":"DEAR","quantity":9000}])"),
              "amount_overflow", "products"}});
}

BOOST_AUTO_TEST_CASE(wrong_addresses_of_mail_are_rejected) {
  check_all(
      {{"empty", mailed(""), "missing_value", "customer_email"},
       {"blank", mailed("  "), "missing_value", "customer_email"},
       {"no at", mailed("bad.x.org"), "invalid_email", "customer_email"},
       {"no domain", mailed("bad@"), "invalid_email", "customer_email"},
       {"two at", mailed("b@d@x.org"), "invalid_email", "customer_email"}});
}

BOOST_AUTO_TEST_CASE(control_characters_in_a_name_are_rejected) {
  check_all(
      {{"CR", named("\"Ba\rd\""), "control_character", "customer_name"},
       {"LF", named("\"Ba\nd\""), "control_character", "customer_name"},
       {"NUL", named("Ba\0d"s), "control_character", "customer_name"},
       {"ESC", named("Ba\x1b[31md"), "control_character", "customer_name"}});
}

BOOST_AUTO_TEST_CASE(invalid_utf8_is_rejected) {
  check_all({{"lone byte", named("Ba\xff"), "invalid_utf8", "customer_name"},
             {"overlong", named("Ba\xc0\xaf"), "invalid_utf8", "customer_name"},
             {"surrogate", named("Ba\xed\xa0\x80"), "invalid_utf8",
              "customer_name"}});
}

BOOST_AUTO_TEST_CASE(an_unclosed_quote_swallows_no_good_row) {
  check_all({{"at the start", "\"Bad,bad@x.org,1,S,none", "malformed_csv",
              "customer_name"},
             {"in the middle", "Bad,bad@x.org,1,\"S,none", "malformed_csv",
              "address"}});
}

BOOST_AUTO_TEST_CASE(fields_and_rows_that_are_too_long_are_rejected) {
  const std::string field(65 * 1024, 'x');
  std::string row;
  for (int i = 0; i < 20; ++i)
    row += std::string(60 * 1024, 'x') + ",";
  const auto with_address = [](const std::string& address) {
    return "Bad,bad@x.org,1," + address + "," +
           quoted(R"([{"sku":"GOOD","quantity":1}])");
  };
  check_all(
      {{"field", with_address(field), "field_too_long", "address"},
       {"row", row, "row_too_long", ""},
       {"one field longer than a row",
        with_address(std::string(3 * 1024 * 1024, 'x')), "row_too_long", ""}});
}

BOOST_AUTO_TEST_CASE(the_same_sku_twice_is_two_lines_and_one_sum_of_stock) {
  auto& daemon = bad_input_daemon();
  const auto both =
      import_of("twice.csv",
                R"([{"sku":"FEW","quantity":2},{"sku":"FEW","quantity":1}])");
  BOOST_TEST(both["accepted"] == 1);
  const auto too_many =
      import_of("twice-more.csv",
                R"([{"sku":"FEW","quantity":1},{"sku":"FEW","quantity":2}])");
  BOOST_TEST(too_many["accepted"] == 1);
  const auto orders = daemon.call("orders.list", {{"limit", 2}})["orders"];
  const auto refused =
      daemon.call("orders.show", {{"order", orders[0]["order_number"]}});
  BOOST_TEST(refused["status"] == "cancelled");
  BOOST_TEST(refused["payment_status"] == "not_charged");
  BOOST_TEST(refused["cancel_reason"] == "out_of_stock");
  const auto paid =
      daemon.call("orders.show", {{"order", orders[1]["order_number"]}});
  BOOST_TEST(paid["status"] == "paid");
  BOOST_REQUIRE_EQUAL(paid["items"].size(), 2U);
  BOOST_TEST(paid["items"][0]["quantity"] == 2);
  BOOST_TEST(paid["items"][1]["quantity"] == 1);
  const auto few = daemon.call("products.show", {{"sku", "FEW"}});
  BOOST_TEST(few["stock_quantity"] == 2);
  daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(rejects_that_were_mended_and_dropped_back_are_accepted) {
  auto& daemon = bad_input_daemon();
  const auto import = daemon.import_orders(
      "mend.csv", orders_header + good_row("mend1") + mailed("no-at") + "\n" +
                      counted("0") + "\n" + good_row("mend2"));
  BOOST_TEST(import["rejected"] == 2);
  auto file = daemon.rejects_file_of(import);
  BOOST_TEST(file.starts_with("_line,_column,_code,_reason," + orders_header));
  BOOST_TEST(file.find("\n3,customer_email,invalid_email,\"") !=
             std::string::npos);
  BOOST_TEST(file.find("\n4,products,invalid_quantity,\"") !=
             std::string::npos);
  BOOST_TEST(file.find("\"," + mailed("no-at") + "\n") != std::string::npos);
  BOOST_TEST(file.find("\"," + counted("0") + "\n") != std::string::npos);

  file.replace(file.find(",no-at,"), 7, ",mended@x.org,");
  file.replace(file.find("\"\"quantity\"\":0}"), 15, "\"\"quantity\"\":1}");
  const auto again = daemon.import_orders("mend.rejects.csv", file);
  BOOST_TEST(again["state"] == "done");
  BOOST_TEST(again["accepted"] == 2);
  BOOST_TEST(again["rejected"] == 0);
  BOOST_TEST(again["unknown_columns"].empty());
  daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(wrong_products_in_a_product_file_spare_the_good_ones) {
  auto& daemon = bad_input_daemon();
  const auto import =
      daemon.import_products("bad-products.csv", "sku,name,price,stock\n"
                                                 "NEW1,New,1.00,5\n"
                                                 "NEW2,New,-1.00,5\n"
                                                 "NEW3,New,1.001,5\n"
                                                 "NEW4,New,1.00,-5\n"
                                                 ",New,1.00,5\n"
                                                 "NEW5,New,1.00,5\n");
  BOOST_TEST(import["accepted"] == 2);
  BOOST_TEST(import["rejected"] == 4);
  BOOST_TEST(
      daemon.call("products.show", {{"sku", "NEW5"}})["stock_quantity"] == 5);
  BOOST_TEST(daemon.refused("products.show",
                            {{"sku", "NEW2"}})["data"]["code"] == "not_found");
}

BOOST_AUTO_TEST_SUITE_END()
