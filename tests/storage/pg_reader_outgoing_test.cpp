// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"

#include "tests/storage/read_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace orderd;
using namespace std::chrono_literals;
using domain::notification_type;
using status = domain::delivery_exception::status;
using enum domain::notification_type;

BOOST_FIXTURE_TEST_SUITE(pg_reader_outgoing, testing::read_shop)

BOOST_AUTO_TEST_CASE(messages_say_all_that_the_database_knows) {
  const auto order = paid_order("ada@example.com", "REF 1");
  change("UPDATE customers SET name = 'Known As', phone = '123'");
  auto found = reader.load_outgoing({notice(order, success)}, "email");
  BOOST_REQUIRE(found.size() == 1);
  const auto& message = found[0];
  BOOST_TEST(
      (message.id == domain::make_notification_id(order.value, success, 1)));
  BOOST_TEST(message.about.total.minor == 5'948);
  BOOST_TEST(message.about.source == "web");
  BOOST_TEST(message.about.customer.value == 1);
  BOOST_TEST((message.state.status == domain::order_status::paid));
  BOOST_TEST((message.state.payment == domain::payment_status::paid));
  BOOST_TEST(!message.refund_state);
  BOOST_TEST(message.email == "ada@example.com");
  BOOST_TEST(message.phone == "123");
  BOOST_TEST(message.order_ref.value() == "REF 1");
  BOOST_TEST((message.accepted_at == testing::now));
  BOOST_TEST((message.since == testing::now));
  BOOST_TEST(message.attempts == 0);
  // The order's own name is the one that counts.
  BOOST_TEST(message.about.content->customer_name == "Name of ada@example.com");
  const auto& items = message.about.content->items;
  BOOST_REQUIRE(items.size() == 2);
  BOOST_TEST(items[0].sku == "MUG");
  BOOST_TEST(items[0].name == "The MUG");
  BOOST_TEST(items[0].quantity == 2);
  BOOST_TEST(items[0].total_price.minor == 4'998);
}

BOOST_AUTO_TEST_CASE(messages_come_in_the_order_asked_for_without_lost_ones) {
  const auto orders = ended_orders(3);
  const auto found = reader.load_outgoing(
      {notice(orders[2], success), notice({99}, success),
       notice(orders[1], failure), notice(orders[2], processing),
       notice(orders[0], refund_failed, {77})},
      "email");
  BOOST_REQUIRE(found.size() == 3);
  BOOST_TEST((found[0].about.order == orders[2]));
  BOOST_TEST((found[1].about.order == orders[1]));
  BOOST_TEST(found[1].about.cancel_reason == "payment_declined");
  BOOST_TEST((found[2].about.type == processing));
  BOOST_TEST(found[2].about.content->items.size() == 1);
  BOOST_TEST(reader.load_outgoing({}, "email").empty());
}

BOOST_AUTO_TEST_CASE(messages_about_refunds_say_what_became_of_these) {
  const auto order = paid_order();
  auto wanted = partial(order, 100);
  wanted.reason = "chipped";
  const auto refund = completed(wanted);
  const auto found = reader.load_outgoing(
      {notice(order, refund_completed, refund.refund)}, "email");
  BOOST_REQUIRE(found.size() == 1);
  BOOST_TEST((found[0].id == domain::make_notification_id(
                                 refund.refund.value, refund_completed, 1)));
  BOOST_TEST(found[0].about.total.minor == 100);
  BOOST_TEST((found[0].refund_state == domain::refund_status::completed));
  BOOST_TEST(found[0].reason == "chipped");
}

BOOST_AUTO_TEST_CASE(retries_come_when_they_are_due_with_their_history) {
  const auto orders = ended_orders(5);
  record(orders[0], success, status::retrying, "busy", testing::now + 30s);
  record(orders[2], success, status::retrying, "busy", testing::now + 10s);
  record(orders[4], success, status::retrying, "busy", testing::now + 20s);
  record(orders[0], processing, status::retrying, "busy", testing::now, 0);
  record(orders[1], failure, status::failed, "refused");
  auto found = reader.find_due_retries("email", testing::now, 10);
  BOOST_TEST(found.due.empty());
  BOOST_TEST((found.next == testing::now + 10s));
  found = reader.find_due_retries("email", testing::now + 25s, 10);
  BOOST_REQUIRE(found.due.size() == 2);
  BOOST_TEST((found.due[0].about.order == orders[2]));
  BOOST_TEST((found.due[1].about.order == orders[4]));
  BOOST_TEST(found.due[0].attempts == 2);
  BOOST_TEST((found.next == testing::now + 30s));
  found = reader.find_due_retries("email", testing::now + 1h, 2);
  BOOST_TEST(found.due.size() == 2);
  BOOST_TEST((found.next == testing::now + 30s));
  found = reader.find_due_retries("email", testing::now + 1h, 3);
  BOOST_TEST(found.due.size() == 3);
  BOOST_TEST(!found.next);
}

BOOST_AUTO_TEST_CASE(what_a_person_asked_for_again_says_so) {
  const auto orders = ended_orders(1);
  come_to(ended, orders[0].value);
  writer().resend_notification(
      domain::make_notification_id(orders[0].value, success, 1), testing::now);
  const auto found = reader.find_due_retries("email", testing::now, 10);
  BOOST_REQUIRE(found.due.size() == 1);
  BOOST_TEST(found.due[0].attempts == 1);
  BOOST_TEST(found.due[0].forgiven == 1);
  BOOST_TEST(found.due[0].resends == 1);
}

BOOST_AUTO_TEST_CASE(tests_look_as_if_the_order_had_just_come_to_it) {
  const auto orders = ended_orders(2);
  const auto now = testing::now + 240h;
  const auto test = [&](domain::order_id order, notification_type type) {
    return reader.load_test_notice(order, type, "email", now).value();
  };
  const auto cancelled = test(orders[0], failure);
  BOOST_TEST(cancelled.test);
  BOOST_TEST((cancelled.since == now));
  BOOST_TEST((cancelled.state.status == domain::order_status::cancelled));
  BOOST_TEST(cancelled.about.cancel_reason == "payment_declined");
  BOOST_TEST(
      (test(orders[1], success).state.status == domain::order_status::paid));
  const auto made_up = test(orders[0], refund_completed);
  BOOST_TEST(made_up.about.total.minor == 950);
  BOOST_TEST(!made_up.about.refund);
  BOOST_TEST((made_up.state.payment == domain::payment_status::refunded));
  accepted(partial(orders[0], 100));
  accepted(partial(orders[0], 200));
  const auto newest = test(orders[0], refund_completed);
  BOOST_TEST(newest.about.total.minor == 200);
  BOOST_TEST(newest.about.refund.value == 2);
  BOOST_TEST((newest.refund_state == domain::refund_status::completed));
  BOOST_TEST(!reader.load_test_notice({99}, success, "email", now));
}

BOOST_AUTO_TEST_SUITE_END()
