// SPDX-License-Identifier: Apache-2.0
#include "actors/documents.hpp"

#include "tests/support/control_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using testing::some_order;
using testing::some_refund;

namespace {

const document_terms terms{{"USD", 2}, "simulator", "1.2.3"};

/// The events of a time line, in its order.
std::vector<std::string> events(const domain::order_view& order) {
  std::vector<std::string> names;
  for (const auto& moment : timeline_of(order, terms))
    names.push_back(moment["event"]);
  return names;
}

domain::notification_view told(domain::notification_type type,
                               std::int64_t subject, domain::utc_time at) {
  domain::notification_view notification;
  notification.id = domain::make_notification_id(subject, type, 0);
  notification.type = domain::to_string(type);
  notification.channel = "log";
  notification.sent_at = at;
  return notification;
}

} // namespace

BOOST_AUTO_TEST_SUITE(documents_refunds_test)

BOOST_AUTO_TEST_CASE(a_refund_has_every_field_that_is_promised) {
  const auto document = refund_document(some_refund(), terms);
  for (const auto* name :
       {"refund_id",    "refund_number", "order_id",      "order_number",
        "amount",       "currency",      "type",          "status",
        "reason",       "notes",         "restock",       "key",
        "attempts",     "dead",          "error_message", "transaction_id",
        "requested_at", "completed_at",  "reversed_at",   "reversal_reason",
        "import_id",    "line",          "lines"})
    BOOST_CHECK_MESSAGE(document.contains(name), name << " is missing");
  BOOST_TEST(document["amount"] == "25.00");
  BOOST_TEST(document["error_message"].is_null());
  BOOST_TEST(document["reversed_at"].is_null());
  BOOST_TEST(document["lines"].empty());
}

BOOST_AUTO_TEST_CASE(refunds_of_an_order_and_of_a_list_have_no_lines) {
  auto order = some_order();
  order.refunds = {some_refund()};
  const auto of_order = order_document(order, terms)["refunds"];
  const auto listed = refunds_document(order.refunds, terms)["refunds"];
  BOOST_TEST(of_order == listed);
  BOOST_TEST(of_order[0]["refund_number"] == "REF-0000000007");
  BOOST_TEST(!of_order[0].contains("lines"));
}

BOOST_AUTO_TEST_CASE(the_currency_decides_the_decimals_of_a_refund) {
  const document_terms dinar{{"KWD", 3}, "simulator", "1"};
  BOOST_TEST(refund_document(some_refund(), dinar)["amount"] == "2.500");
}

BOOST_AUTO_TEST_CASE(a_time_line_begins_with_accepting_and_paying) {
  const auto line = timeline_of(some_order(), terms);
  BOOST_TEST((events(some_order()) ==
              std::vector<std::string>{"accepted", "reserved", "paid"}));
  BOOST_TEST(line[0]["at"] == "2026-11-24T00:00:00Z");
  BOOST_TEST(line[0]["text"] == "from default, 49.98 USD");
  BOOST_TEST(line[1]["text"] == "2 units");
  BOOST_TEST(line[2]["at"] == "2026-11-24T00:00:01Z");
}

BOOST_AUTO_TEST_CASE(a_time_line_says_why_an_order_was_cancelled) {
  auto order = some_order();
  order.paid_at.reset();
  order.cancelled_at = order.accepted_at;
  order.cancel_reason = "out_of_stock";
  BOOST_TEST(
      (events(order) == std::vector<std::string>{"accepted", "cancelled"}));
  order.cancel_reason = "payment_declined";
  order.payment_error = "no funds";
  const auto line = timeline_of(order, terms);
  BOOST_REQUIRE_EQUAL(line.size(), 3u);
  BOOST_TEST(line[2]["text"] == "payment_declined: no funds");
}

BOOST_AUTO_TEST_CASE(a_time_line_tells_of_refunds_in_order_of_time) {
  auto order = some_order();
  auto failed = some_refund();
  failed.id = {6};
  failed.status = "failed";
  failed.error_message = "declined";
  auto reversed = some_refund();
  reversed.id = {8};
  reversed.status = "reversed";
  reversed.requested_at += std::chrono::hours{1};
  reversed.completed_at = reversed.requested_at + std::chrono::seconds{1};
  reversed.reversed_at = reversed.requested_at + std::chrono::hours{1};
  reversed.reversal_reason = "closed";
  order.refunds = {reversed, failed};
  const auto line = timeline_of(order, terms);
  BOOST_REQUIRE_EQUAL(line.size(), 8u);
  BOOST_TEST(line[3]["event"] == "refund_requested");
  BOOST_TEST(line[3]["text"] == "REF-0000000006, 25.00 USD: late");
  BOOST_TEST(line[4]["event"] == "refund_failed");
  BOOST_TEST(line[4]["text"] == "REF-0000000006, 25.00 USD: declined");
  BOOST_TEST(line[6]["event"] == "refund_completed");
  BOOST_TEST(line[7]["event"] == "refund_reversed");
  BOOST_TEST(line[7]["text"] == "REF-0000000008, 25.00 USD: closed");
}

BOOST_AUTO_TEST_CASE(a_refund_that_cancels_the_order_comes_before_that) {
  auto order = some_order();
  order.refunds = {some_refund()};
  order.cancelled_at = order.refunds[0].completed_at;
  order.cancel_reason = "refunded";
  BOOST_TEST((events(order) ==
              std::vector<std::string>{"accepted", "reserved", "paid",
                                       "refund_requested", "refund_completed",
                                       "cancelled"}));
}

BOOST_AUTO_TEST_CASE(a_time_line_tells_what_customers_were_told) {
  using enum domain::notification_type;
  auto order = some_order();
  order.notifications = {
      told(success, 42, *order.paid_at),
      told(refund_completed, 7, *order.paid_at + std::chrono::hours{1})};
  auto waiting = told(processing, 42, order.accepted_at);
  waiting.sent_at.reset();
  order.notifications.push_back(waiting);
  const auto line = timeline_of(order, terms);
  BOOST_REQUIRE_EQUAL(line.size(), 5u);
  BOOST_TEST(line[3]["event"] == "notified");
  BOOST_TEST(line[3]["text"] == "success over log");
  BOOST_TEST(line[4]["text"] == "refund_completed over log, REF-0000000007");
}

BOOST_AUTO_TEST_CASE(refunded_orders_count_as_cancelled_not_as_paid) {
  status_facts facts;
  facts.totals.orders_paid = 11;
  facts.totals.cancelled_refunded = 2;
  facts.totals.cancelled_out_of_stock = 3;
  facts.refunds = {4, 3, 5, false};
  const auto document = status_document(facts, terms);
  BOOST_TEST(document["orders"]["paid"] == 9);
  BOOST_TEST(document["orders"]["cancelled"] == 5);
  BOOST_TEST(document["queues"]["refunds"] == 7);
}

BOOST_AUTO_TEST_SUITE_END()
