// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/stocked_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <future>
#include <string>
#include <utility>

using namespace orderd;
using testing::kind_is;

namespace {

domain::stock_change change_by(std::string sku, std::int64_t value,
                               std::string key = {}) {
  return {std::move(sku), false, value, "counted", std::move(key)};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(stock_writer, testing::writing_shop)

BOOST_AUTO_TEST_CASE(stock_is_changed_by_hand_with_a_record) {
  add_product("MUG", 1000, 5);
  const auto more = writer().change_stock(change_by("MUG", 3), testing::now);
  BOOST_TEST(more.before == 5);
  BOOST_TEST(more.after == 8);
  BOOST_TEST(more.product.value == 1);
  const auto set =
      writer().change_stock({"MUG", true, 2, "counted", ""}, testing::now);
  BOOST_TEST(set.before == 8);
  BOOST_TEST(set.after == 2);
  writer().change_stock({"MUG", true, 2, "counted", ""}, testing::now);
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', kind, delta, reason),"
                  " ', ' ORDER BY id) FROM stock_movements WHERE id > 0") ==
             "received 3 counted, adjusted -6 counted");
  check_rules();
}

BOOST_AUTO_TEST_CASE(stock_cannot_fall_below_0_or_beyond_its_limit) {
  add_product("MUG", 1000, 5);
  for (const auto value :
       {std::int64_t{-6}, std::int64_t{INT32_MAX}, INT64_MAX, INT64_MIN})
    BOOST_CHECK_EXCEPTION(
        writer().change_stock(change_by("MUG", value), testing::now),
        storage::error, kind_is(storage::error_kind::conflict));
  BOOST_CHECK_EXCEPTION(
      writer().change_stock({"MUG", true, -1, "", ""}, testing::now),
      storage::error, kind_is(storage::error_kind::conflict));
  BOOST_TEST(writer().change_stock(change_by("MUG", -5), testing::now).after ==
             0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(stock_of_an_unknown_product_is_not_found) {
  BOOST_CHECK_EXCEPTION(
      writer().change_stock(change_by("NONE", 1, "k"), testing::now),
      storage::error, kind_is(storage::error_kind::not_found));
  BOOST_TEST(number("SELECT count(*) FROM request_keys") == 0);
}

BOOST_AUTO_TEST_CASE(a_stock_change_with_a_key_is_answered_alike_on_repeat) {
  add_product("MUG", 1000, 5);
  writer().change_stock(change_by("MUG", 3, "key-1"), testing::now);
  writer().change_stock(change_by("MUG", 1, "key-2"), testing::now);
  const auto again =
      writer().change_stock(change_by("MUG", 3, "key-1"), testing::now);
  BOOST_TEST(again.product.value == 1);
  BOOST_TEST(again.sku == "MUG");
  BOOST_TEST(again.before == 5);
  BOOST_TEST(again.after == 8);
  BOOST_TEST(stock_of("MUG") == 9);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_key_that_was_used_for_another_change_is_a_conflict) {
  add_product("MUG", 1000, 5);
  add_product("HAT", 1000, 5);
  writer().change_stock(change_by("MUG", 3, "key"), testing::now);
  for (const auto& other :
       {change_by("MUG", 4, "key"), change_by("HAT", 3, "key"),
        domain::stock_change{"MUG", true, 3, "counted", "key"}})
    BOOST_CHECK_EXCEPTION(writer().change_stock(other, testing::now),
                          storage::error,
                          kind_is(storage::error_kind::conflict));
  BOOST_TEST(stock_of("MUG") == 8);
}

BOOST_AUTO_TEST_CASE(the_same_key_twice_at_once_changes_stock_once) {
  add_product("MUG", 1000, 5);
  for (int i = 0; i < 50; ++i) {
    const auto key = "key-" + std::to_string(i);
    auto other = std::async(std::launch::async, [&] {
      return writer(1).change_stock(change_by("MUG", 1, key), testing::now);
    });
    const auto one =
        writer(0).change_stock(change_by("MUG", 1, key), testing::now);
    const auto two = other.get();
    BOOST_TEST(one.after == 6 + i);
    BOOST_TEST(two.after == 6 + i);
  }
  BOOST_TEST(stock_of("MUG") == 55);
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
