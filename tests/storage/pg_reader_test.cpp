// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"

#include "domain/notification.hpp"
#include "tests/storage/small_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace orderd;
using namespace orderd::storage;
using domain::order_id;
using domain::order_status;

namespace {

domain::utc_time at(std::string_view text) {
  return domain::parse_time(text).value();
}

std::vector<std::int64_t> ids_of(const order_page& page) {
  std::vector<std::int64_t> ids;
  for (const auto& order : page.orders)
    ids.push_back(order.id.value);
  return ids;
}

using ids = std::vector<std::int64_t>;
using boost::test_tools::per_element;

const notification_view& of_type(const std::vector<notification_view>& all,
                                 std::string_view type) {
  return *std::ranges::find(all, type, &notification_view::type);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(pg_reader_of_a_shop, testing::small_shop)

BOOST_AUTO_TEST_CASE(an_order_is_found_with_all_that_belongs_to_it) {
  const auto order = reader.find_order(order_id{2}).value();
  BOOST_TEST(order.id.value == 2);
  BOOST_TEST(order.source == "default");
  BOOST_TEST(order.order_ref.value() == "A-1");
  BOOST_TEST((order.state.status == order_status::paid));
  BOOST_TEST((order.state.payment == domain::payment_status::paid));
  BOOST_TEST(!order.cancel_reason);
  BOOST_TEST(order.subtotal.minor == 3500);
  BOOST_TEST(order.shipping.minor == 300);
  BOOST_TEST(order.discount.minor == 100);
  BOOST_TEST(order.total.minor == 3700);
  BOOST_TEST(order.currency == "USD");
  BOOST_TEST((order.accepted_at == at("2026-11-24T10:00:00Z")));
  BOOST_TEST((order.paid_at == at("2026-11-24T10:01:00Z")));
  BOOST_TEST(!order.cancelled_at);
  BOOST_TEST(order.customer_email == "ben@example.com");
  BOOST_TEST(order.import_id.value() == 1);
  BOOST_TEST(order.line.value() == 3);
  BOOST_TEST(order.transaction_id.value() == "tx-2");
  BOOST_TEST(!order.payment_error);
  BOOST_REQUIRE(order.items.size() == 2);
  BOOST_TEST(order.items[0].sku == "LAMP");
  BOOST_TEST(order.items[1].sku == "MUG");
  BOOST_TEST(order.items[1].total_price.minor == 1000);
  BOOST_TEST(order.refunds.empty());
}

BOOST_AUTO_TEST_CASE(a_declined_order_says_why) {
  const auto order = reader.find_order(order_id{4}).value();
  BOOST_TEST(order.cancel_reason.value() == "payment_declined");
  BOOST_TEST(order.payment_error.value() == "no funds");
  BOOST_TEST(!order.transaction_id);
  BOOST_TEST(order.cancelled_at.has_value());
}

BOOST_AUTO_TEST_CASE(an_order_shows_its_refunds) {
  const auto order = reader.find_order("web", "W-1").value();
  BOOST_TEST(order.id.value == 7);
  BOOST_TEST(!order.import_id);
  BOOST_REQUIRE(order.refunds.size() == 1);
  BOOST_TEST(order.refunds[0].amount.minor == 500);
  BOOST_TEST(order.refunds[0].type == "partial");
  BOOST_TEST(order.refunds[0].key == "key-1");
}

BOOST_AUTO_TEST_CASE(an_unknown_order_is_not_found) {
  BOOST_TEST(!reader.find_order(order_id{99}));
  BOOST_TEST(!reader.find_order("default", "W-1"));
}

BOOST_AUTO_TEST_CASE(orders_are_listed_newest_first_a_page_at_a_time) {
  order_filter filter;
  filter.limit = 5;
  const auto first = reader.list_orders(filter);
  BOOST_TEST(ids_of(first) == (ids{8, 7, 6, 5, 4}), per_element());
  BOOST_REQUIRE(first.cursor);
  filter.before = first.cursor;
  const auto second = reader.list_orders(filter);
  BOOST_TEST(ids_of(second) == (ids{3, 2, 1}), per_element());
  BOOST_TEST(!second.cursor);
}

BOOST_AUTO_TEST_CASE(a_page_that_is_exactly_full_has_no_cursor) {
  order_filter filter;
  filter.limit = 8;
  BOOST_TEST(!reader.list_orders(filter).cursor);
}

BOOST_AUTO_TEST_CASE(each_condition_narrows_the_list) {
  const auto list = [&](auto set) {
    order_filter filter;
    set(filter);
    return ids_of(reader.list_orders(filter));
  };
  BOOST_TEST(list([](auto& f) { f.status = order_status::paid; }) ==
                 (ids{7, 2, 1}),
             per_element());
  BOOST_TEST(list([](auto& f) { f.status = order_status::processing; }) ==
                 (ids{6, 5}),
             per_element());
  BOOST_TEST(list([](auto& f) { f.source = "web"; }) == (ids{8, 7}),
             per_element());
  BOOST_TEST(list([](auto& f) { f.email = "ada@example.com"; }) ==
                 (ids{7, 5, 4, 1}),
             per_element());
  BOOST_TEST(list([](auto& f) { f.email = "no@example.com"; }).empty());
  BOOST_TEST(list([](auto& f) { f.since = at("2026-11-25T09:00:00Z"); }) ==
                 (ids{8, 7}),
             per_element());
  BOOST_TEST(list([](auto& f) { f.until = at("2026-11-24T11:00:00Z"); }) ==
                 (ids{4, 3, 2, 1}),
             per_element());
  BOOST_TEST(list([](auto& f) {
               f.since = at("2026-11-24T10:30:00Z");
               f.until = at("2026-11-25T09:30:00Z");
               f.email = "ada@example.com";
               f.before = order_id{7};
             }) == (ids{5}),
             per_element());
  BOOST_TEST(list([](auto& f) { f.since = at("2027-01-01"); }).empty());
}

BOOST_AUTO_TEST_CASE(orders_in_progress_are_none_without_open_batches) {
  change("DELETE FROM open_batches");
  order_filter filter;
  filter.status = order_status::processing;
  BOOST_TEST(reader.list_orders(filter).orders.empty());
}

BOOST_AUTO_TEST_CASE(a_product_shows_what_is_reserved) {
  const auto mug = reader.find_product("MUG").value();
  BOOST_TEST(mug.name == "Mug");
  BOOST_TEST(mug.price.minor == 1000);
  BOOST_TEST(mug.stock_quantity == 105);
  BOOST_TEST(mug.reserved == 2);
  BOOST_TEST(mug.active);
  BOOST_TEST(reader.find_product("LAMP").value().reserved == 0);
  BOOST_TEST(!reader.find_product("SOFA").value().active);
  BOOST_TEST(!reader.find_product("mug"));
}

BOOST_AUTO_TEST_CASE(products_are_listed_by_sku) {
  const auto first = reader.list_products("", 2);
  BOOST_REQUIRE(first.size() == 2);
  BOOST_TEST(first[0].sku == "LAMP");
  BOOST_TEST(first[1].sku == "MUG");
  const auto second = reader.list_products("MUG", 2);
  BOOST_REQUIRE(second.size() == 1);
  BOOST_TEST(second[0].sku == "SOFA");
}

BOOST_AUTO_TEST_CASE(customers_are_found_and_listed) {
  const auto ada = reader.find_customer("ada@example.com").value();
  BOOST_TEST(ada.id.value == 1);
  BOOST_TEST(ada.total_spent.minor == 3500);
  BOOST_TEST(ada.total_orders == 2);
  BOOST_TEST(ada.phone == "1");
  BOOST_TEST((ada.created_at == at("2026-11-24T10:00:00Z")));
  BOOST_TEST(reader.find_customer(domain::customer_id{2}).value().name ==
             "Ben");
  BOOST_TEST(!reader.find_customer("no@example.com"));
  BOOST_TEST(!reader.find_customer(domain::customer_id{9}));
  const auto page = reader.list_customers(domain::customer_id{1}, 1);
  BOOST_REQUIRE(page.size() == 1);
  BOOST_TEST(page[0].id.value == 2);
}

BOOST_AUTO_TEST_CASE(customers_come_in_the_order_asked_for) {
  using domain::customer_id;
  const auto found =
      reader.customers_by_id({customer_id{3}, customer_id{99}, customer_id{1}});
  BOOST_REQUIRE(found.size() == 2);
  BOOST_TEST(found[0].id.value == 3);
  BOOST_TEST(found[1].id.value == 1);
  BOOST_TEST(reader.customers_by_id({}).empty());
}

BOOST_AUTO_TEST_CASE(an_order_has_a_notification_a_type_and_channel) {
  const auto all = reader.list_notifications(order_id{7});
  BOOST_REQUIRE(all.size() == 3);
  const auto& first = of_type(all, "processing");
  BOOST_TEST(first.id.value == 7 * 64);
  BOOST_TEST(first.channel == "log");
  BOOST_TEST(first.delivery_status == "sent");
  BOOST_TEST(first.attempts == 1);
  BOOST_TEST((first.sent_at == at("2026-11-25T09:00:01Z")));
  const auto& second = of_type(all, "success");
  BOOST_TEST(second.id.value == 7 * 64 + 8);
  BOOST_TEST(second.order_status == "paid");
  BOOST_TEST(second.delivery_status == "pending");
  BOOST_TEST(second.attempts == 0);
  BOOST_TEST(!second.sent_at);
}

BOOST_AUTO_TEST_CASE(a_delivery_of_its_own_overrides_that_of_the_batch) {
  const auto one =
      reader.find_notification(domain::notification_id{8 * 64 + 8}).value();
  BOOST_TEST(one.order.value == 8);
  BOOST_TEST(one.delivery_status == "failed");
  BOOST_TEST(one.attempts == 3);
  BOOST_TEST(one.error_message == "mailbox full");
  BOOST_TEST(!reader.find_notification(domain::notification_id{8 * 64 + 16}));
}

BOOST_AUTO_TEST_CASE(the_view_writes_the_same_messages_as_the_domain) {
  const domain::currency usd{"USD", 2};
  const auto check = [&](std::int64_t order, domain::notification_type type,
                         std::string reason = "") {
    const auto all = reader.list_notifications(order_id{order});
    const auto& one = of_type(all, domain::to_string(type));
    BOOST_TEST(
        one.message ==
        domain::notification_message(
            {order_id{order}, one.customer, type, one.total, reason}, usd));
  };
  using enum domain::notification_type;
  check(1, processing);
  check(1, success);
  check(3, failure, "out_of_stock");
  check(4, failure, "payment_declined");
  change("UPDATE orders SET subtotal = 5, total_amount = 5 WHERE id = 1");
  check(1, success);
}

BOOST_AUTO_TEST_CASE(imports_are_read_whole) {
  const auto import = reader.find_import(domain::import_id{1}).value();
  BOOST_TEST((import.kind == import_kind::orders));
  BOOST_TEST((import.state == import_state::done));
  BOOST_TEST(import.content_sha256 == "\xaa");
  BOOST_TEST(import.position.offset == 100);
  BOOST_TEST(import.position.line == 8);
  BOOST_TEST(import.rows == 6);
  BOOST_TEST(import.accepted == 4);
  BOOST_REQUIRE(import.unknown_columns.size() == 2);
  BOOST_TEST(import.unknown_columns[1] == "a \"b\"");
  BOOST_TEST((import.finished_at == at("2026-11-24T10:02:00Z")));
  BOOST_TEST(!reader.find_import(domain::import_id{9}));
}

BOOST_AUTO_TEST_CASE(imports_are_listed_newest_first) {
  const auto all = reader.list_imports(3);
  BOOST_REQUIRE(all.size() == 3);
  BOOST_TEST(all[0].id.value == 4);
  BOOST_TEST((all[0].kind == import_kind::products));
  BOOST_TEST(all[2].id.value == 2);
}

BOOST_AUTO_TEST_CASE(unfinished_imports_come_oldest_first) {
  const auto all = reader.unfinished_imports();
  BOOST_REQUIRE(all.size() == 2);
  BOOST_TEST(all[0].id.value == 3);
  BOOST_TEST(all[1].id.value == 4);
}

BOOST_AUTO_TEST_CASE(rejects_are_listed_by_line) {
  change("INSERT INTO import_rejects VALUES"
         " (1, 4, '', 'field_count', 'too many fields', '\\x00ff')");
  const auto all = reader.list_rejects(domain::import_id{1}, 0, 10);
  BOOST_REQUIRE(all.size() == 2);
  BOOST_TEST(all[0].line == 4);
  BOOST_TEST(all[0].raw == std::string("\0\xff", 2));
  BOOST_TEST(all[1].code == "unknown_sku");
  BOOST_TEST(all[1].column == "products");
  BOOST_TEST(reader.list_rejects(domain::import_id{1}, 4, 10).size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
