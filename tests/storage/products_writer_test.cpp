// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/stocked_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace orderd;

namespace {

domain::product_input product(std::string sku,
                              std::optional<std::int64_t> price,
                              std::optional<std::int64_t> stock) {
  domain::product_input input;
  input.sku = std::move(sku);
  if (price)
    input.price = domain::money{*price};
  input.stock = stock;
  return input;
}

struct goods_shop : testing::writing_shop {
  testing::test_file start(const std::string& content) {
    return start_file(content, "", domain::import_kind::products);
  }

  domain::products_request
  next_products(testing::test_file& file,
                std::vector<domain::product_input> products) {
    domain::products_request request;
    auto to = file.at;
    for (auto& one : products) {
      one.line = to.line++;
      to.offset += 100;
      request.raws.push_back("raw of line " + std::to_string(one.line));
    }
    request.slice = {file.id, file.sha, file.at, to};
    request.products = std::move(products);
    request.now = testing::now;
    file.at = to;
    return request;
  }

  domain::products_result apply(testing::test_file& file,
                                std::vector<domain::product_input> products) {
    return writer().apply_products(next_products(file, std::move(products)));
  }

  std::string row_of(const std::string& sku) {
    return text("SELECT concat_ws('|', id, name, description, price,"
                " stock_quantity, active) FROM products WHERE sku = '" +
                sku + "'");
  }

  std::string movements() {
    return text("SELECT coalesce(string_agg(concat_ws(' ', product_id, kind,"
                " delta), ', ' ORDER BY id), '') FROM stock_movements");
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(products_writer, goods_shop)

BOOST_AUTO_TEST_CASE(new_products_are_created_with_their_stock_recorded) {
  auto file = start("a");
  auto whole = product("MUG", 1000, 5);
  whole.name = "A mug";
  whole.description = "white";
  whole.active = false;
  const auto result = apply(file, {whole, product("HAT", 2500, {})});
  BOOST_TEST(result.accepted == 2);
  BOOST_TEST(result.rejected == 0);
  BOOST_TEST(row_of("MUG") == "1|A mug|white|1000|5|f");
  BOOST_TEST(row_of("HAT") == "2|||2500|0|t");
  BOOST_TEST(movements() == "1 initial 5");
  BOOST_TEST(text("SELECT concat_ws('|', reason, import_id, created_at)"
                  " FROM stock_movements") ==
             "product file|1|2026-11-24 10:00:00+00");
  check_rules();
}

BOOST_AUTO_TEST_CASE(ids_of_products_rise_in_file_order_without_gaps) {
  auto file = start("a");
  apply(file, {product("Z", 1, 1), product("A", 1, 1), product("Z", 2, {})});
  apply(file, {product("A", 3, {}), product("M", 1, 1)});
  BOOST_TEST(text("SELECT string_agg(sku, ' ' ORDER BY id) FROM products") ==
             "Z A M");
  BOOST_TEST(number("SELECT max(id) FROM products") == 3);
}

BOOST_AUTO_TEST_CASE(empty_cells_leave_values_alone) {
  auto file = start("a");
  auto whole = product("MUG", 1000, 5);
  whole.name = "A mug";
  whole.description = "white";
  apply(file, {whole});
  auto price = product("MUG", 1200, {});
  apply(file, {price});
  BOOST_TEST(row_of("MUG") == "1|A mug|white|1200|5|t");
  auto name = product("MUG", {}, {});
  name.name = "Cup";
  name.active = false;
  apply(file, {name});
  BOOST_TEST(row_of("MUG") == "1|Cup|white|1200|5|f");
  BOOST_TEST(movements() == "1 initial 5");
  check_rules();
}

BOOST_AUTO_TEST_CASE(stock_is_set_as_a_difference_and_recorded) {
  auto file = start("a");
  apply(file, {product("MUG", 1000, 5)});
  apply(file, {product("MUG", {}, 12)});
  apply(file, {product("MUG", {}, 12)});
  apply(file, {product("MUG", {}, 3)});
  BOOST_TEST(stock_of("MUG") == 3);
  BOOST_TEST(movements() == "1 initial 5, 1 received 7, 1 adjusted -9");
  check_rules();
}

BOOST_AUTO_TEST_CASE(stock_that_is_reserved_is_not_on_hand) {
  auto file = start("a");
  apply(file, {product("MUG", 1000, 5)});
  accept(single({testing::buy("a@x.com", "MUG", 2)}));
  apply(file, {product("MUG", {}, 5)});
  BOOST_TEST(stock_of("MUG") == 5);
  BOOST_TEST(movements() == "1 initial 5, 1 received 2");
  check_rules();
}

BOOST_AUTO_TEST_CASE(the_last_row_of_a_product_wins_within_a_slice) {
  auto file = start("a");
  apply(file, {product("MUG", 1000, 5), product("MUG", 1100, {}),
               product("MUG", {}, 7)});
  BOOST_TEST(row_of("MUG") == "1|||1100|7|t");
  BOOST_TEST(movements() == "1 initial 7");
  BOOST_TEST(number("SELECT accepted FROM imports") == 3);
}

BOOST_AUTO_TEST_CASE(the_files_a_b_and_a_again_end_with_a) {
  for (const auto* content : {"a", "b", "a"}) {
    auto file = start(content);
    const bool is_a = content == std::string("a");
    apply(file, {product("MUG", is_a ? 1000 : 2000, is_a ? 5 : 9)});
  }
  BOOST_TEST(row_of("MUG") == "1|||1000|5|t");
  BOOST_TEST(movements() == "1 initial 5, 1 received 4, 1 adjusted -4");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_new_product_without_price_is_rejected) {
  auto file = start("a");
  const auto result =
      apply(file, {product("NEW", {}, 5), product("MUG", 1000, 5),
                   product("LATE", {}, 1), product("LATE", 5, {})});
  BOOST_TEST(result.accepted == 2);
  BOOST_TEST(result.rejected == 2);
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', line, column_name, code,"
                  " encode(raw, 'escape')), ', ' ORDER BY line)"
                  " FROM import_rejects") ==
             "2 price missing_value raw of line 2, "
             "4 price missing_value raw of line 4");
  BOOST_TEST(row_of("MUG") == "1|||1000|5|t");
  BOOST_TEST(stock_of("LATE") == 0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(rejects_of_the_reader_are_recorded_and_counted) {
  auto file = start("a");
  auto request = next_products(file, {product("MUG", 1000, 5)});
  request.rejects.push_back({9, "price", "invalid_number", "no number", "r"});
  const auto result = writer().apply_products(request);
  BOOST_TEST(result.rejected == 1);
  auto none = next_products(file, {});
  none.slice.to.offset += 10;
  none.rejects.push_back({10, "price", "invalid_number", "no number", "r"});
  BOOST_TEST(writer().apply_products(none).rejected == 1);
  BOOST_TEST(text("SELECT concat_ws('|', rows, accepted, rejected)"
                  " FROM imports") == "3|1|2");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_position_that_moved_is_a_conflict) {
  auto file = start("a");
  auto request = next_products(file, {product("MUG", 1000, 5)});
  request.rejects.push_back({9, "price", "invalid_number", "no number", "r"});
  writer().apply_products(request);
  BOOST_CHECK_EXCEPTION(writer().apply_products(request), storage::error,
                        testing::kind_is(storage::error_kind::conflict));
  BOOST_TEST(movements() == "1 initial 5");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_product_that_the_database_refuses_becomes_a_reject) {
  change("ALTER TABLE products ADD CONSTRAINT cheap CHECK (price < 5000)");
  auto file = start("a");
  const auto result =
      apply(file, {product("MUG", 1000, 5), product("RING", 9000, 1),
                   product("HAT", 2500, 2)});
  BOOST_TEST(result.accepted == 2);
  BOOST_TEST(result.rejected == 1);
  BOOST_TEST(text("SELECT concat_ws('|', line, code) FROM import_rejects") ==
             "3|database_refused");
  BOOST_TEST(number("SELECT max(id) FROM products") == 2);
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
