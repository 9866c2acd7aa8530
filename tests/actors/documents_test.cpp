// SPDX-License-Identifier: Apache-2.0
#include "actors/documents.hpp"

#include "tests/support/control_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using testing::some_order;

namespace {

const document_terms terms{{"USD", 2}, "simulator", "1.2.3"};

domain::business_day day(int number) {
  return std::chrono::year{2026} / 11 / number;
}

domain::kpi_figures figures() {
  domain::kpi_figures result;
  result.orders_paid = 3;
  result.gross_revenue = 10'000;
  result.units_sold = 5;
  result.cancelled_out_of_stock = 1;
  result.cancelled_payment_declined = 2;
  result.refunds = 1'500;
  result.refunds_by_order_day = 500;
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(documents)

BOOST_AUTO_TEST_CASE(an_order_shows_amounts_as_decimals_and_ids_as_numbers) {
  const auto document = order_document(some_order(), terms);
  BOOST_TEST(document["order_id"] == 42);
  BOOST_TEST(document["order_number"] == "ORD-0000000042");
  BOOST_TEST(document["total_amount"] == "49.98");
  BOOST_TEST(document["currency"] == "USD");
  BOOST_TEST(document["status"] == "paid");
  BOOST_TEST(document["payment_status"] == "paid");
  BOOST_TEST(document["cancel_reason"].is_null());
  BOOST_TEST(document["paid_at"] == "2026-11-24T00:00:01Z");
  BOOST_TEST(document["customer"]["customer_id"] == 7);
  BOOST_TEST(document["items"][0]["total_price"] == "49.98");
  BOOST_TEST(document["items"][0]["quantity"] == 2);
  BOOST_TEST(document["refunds"].is_array());
  BOOST_TEST(document["import_id"].is_null());
}

BOOST_AUTO_TEST_CASE(an_order_has_every_field_that_is_promised) {
  const auto document = order_document(some_order(), terms);
  for (const auto* name :
       {"order_id", "order_number",   "source",        "order_ref",
        "status",   "payment_status", "cancel_reason", "subtotal",
        "shipping", "discount",       "tax",           "total_amount",
        "currency", "ordered_at",     "accepted_at",   "paid_at",
        "customer", "items",          "refunds",       "import_id",
        "line"})
    BOOST_CHECK_MESSAGE(document.contains(name), name << " is missing");
}

BOOST_AUTO_TEST_CASE(the_last_page_has_no_cursor) {
  domain::order_page page{{some_order()}, std::nullopt};
  BOOST_TEST(orders_document(page, terms)["cursor"].is_null());
  page.cursor = domain::order_id{42};
  BOOST_TEST(orders_document(page, terms)["cursor"] == "42");
}

BOOST_AUTO_TEST_CASE(the_currency_decides_the_decimals) {
  const document_terms yen{{"JPY", 0}, "simulator", "1"};
  BOOST_TEST(kpi_document("2026", figures(), kpi_basis::event,
                          yen)["gross_revenue"] == "10000");
}

BOOST_AUTO_TEST_CASE(figures_of_a_day_follow_the_basis) {
  const auto by_event =
      kpi_document("2026-11-24", figures(), kpi_basis::event, terms);
  BOOST_TEST(by_event["refunds"] == "15.00");
  BOOST_TEST(by_event["net_revenue"] == "85.00");
  BOOST_TEST(by_event["average_order_value"] == "33.33");
  BOOST_TEST(by_event["orders_cancelled"] == 3);
  BOOST_TEST(by_event["cancelled_by_reason"]["out_of_stock"] == 1);
  BOOST_TEST(by_event["payment"] == "simulator");
  const auto by_order =
      kpi_document("2026-11-24", figures(), kpi_basis::order, terms);
  BOOST_TEST(by_order["net_revenue"] == "95.00");
}

BOOST_AUTO_TEST_CASE(days_without_data_are_zeros) {
  const std::vector<kpi_row> rows{{day(24), figures()}};
  const auto document = kpi_range_document(
      {day(23), day(25), {}}, rows, kpi_basis::event, kpi_period::day, terms);
  BOOST_REQUIRE_EQUAL(document["days"].size(), 3u);
  BOOST_TEST(document["days"][0]["date"] == "2026-11-23");
  BOOST_TEST(document["days"][0]["gross_revenue"] == "0.00");
  BOOST_TEST(document["days"][1]["gross_revenue"] == "100.00");
}

BOOST_AUTO_TEST_CASE(days_add_up_to_months_and_years) {
  const std::vector<kpi_row> rows{{day(1), figures()}, {day(24), figures()}};
  const auto months = kpi_range_document(
      {day(1), day(30), {}}, rows, kpi_basis::event, kpi_period::month, terms);
  BOOST_REQUIRE_EQUAL(months["days"].size(), 1u);
  BOOST_TEST(months["days"][0]["date"] == "2026-11");
  BOOST_TEST(months["days"][0]["orders_paid"] == 6);
  const auto years = kpi_range_document(
      {day(1), day(30), {}}, rows, kpi_basis::event, kpi_period::year, terms);
  BOOST_TEST(years["days"][0]["date"] == "2026");
}

BOOST_AUTO_TEST_CASE(an_import_shows_its_counts_and_where_its_file_is) {
  domain::import_record import;
  import.id = {3};
  import.file = "a.csv";
  import.source = "default";
  import.state = domain::import_state::done;
  import.rows = 10;
  import.accepted = 7;
  import.rejected = 3;
  import.content_sha256 = std::string("\x01\xFF", 2);
  import.unknown_columns = {"colour"};
  const auto document = import_document(import);
  BOOST_TEST(document["import_id"] == 3);
  BOOST_TEST(document["kind"] == "orders");
  BOOST_TEST(document["state"] == "done");
  BOOST_TEST(document["rejected"] == 3);
  BOOST_TEST(document["content_sha256"] == "01ff");
  BOOST_TEST(document["unknown_columns"][0] == "colour");
  BOOST_TEST(document["started_at"].is_null());
}

BOOST_AUTO_TEST_CASE(a_leader_that_is_not_known_has_no_name) {
  domain::customer_view ann;
  ann.id = {2};
  ann.name = "Ann";
  ann.email = "ann@example.com";
  const auto board =
      leaderboard_document({{{1}, 500, 1}, {{2}, 300, 2}}, {ann}, terms);
  BOOST_TEST(board["currency"] == "USD");
  BOOST_TEST(board["entries"][0]["rank"] == 1);
  BOOST_TEST(board["entries"][0]["name"].is_null());
  BOOST_TEST(board["entries"][1]["email"] == "ann@example.com");
  BOOST_TEST(board["entries"][1]["total_spent"] == "3.00");
}

BOOST_AUTO_TEST_CASE(a_report_with_a_violation_is_not_ok) {
  domain::verify_report report;
  report.rules.push_back({1, "stock", 5, {}, 0});
  BOOST_TEST(verify_document(report)["ok"] == true);
  report.rules.push_back({2, "states", 5, {{"order 1", "is lost"}}, 1});
  const auto document = verify_document(report);
  BOOST_TEST(document["ok"] == false);
  BOOST_TEST(document["rules"][1]["violations"][0]["text"] == "is lost");
}

BOOST_AUTO_TEST_CASE(status_is_degraded_without_a_database) {
  status_facts facts;
  facts.state = "ready";
  facts.storage.reason = "connection refused";
  const auto document = status_document(facts, terms);
  BOOST_TEST(document["state"] == "degraded");
  BOOST_TEST(document["troubles"][0] == "database: connection refused");
  facts.storage = {true, "host=x", {}, 0};
  BOOST_TEST(status_document(facts, terms)["state"] == "ready");
}

BOOST_AUTO_TEST_CASE(a_channels_trouble_is_told_once) {
  status_facts facts;
  facts.storage.connected = true;
  facts.notifier.channels.resize(1);
  facts.notifier.channels[0].channel = "email";
  facts.notifier.channels[0].trouble = "no answer";
  facts.notifier.trouble = "email: no answer";
  auto troubles = status_document(facts, terms)["troubles"];
  BOOST_REQUIRE_EQUAL(troubles.size(), 1u);
  BOOST_TEST(troubles[0] == "channel email: no answer");
  facts.notifier.trouble = "cannot record deliveries: no answer";
  troubles = status_document(facts, terms)["troubles"];
  BOOST_REQUIRE_EQUAL(troubles.size(), 2u);
  BOOST_TEST(troubles[0] == "notifier: cannot record deliveries: no answer");
}

BOOST_AUTO_TEST_CASE(dead_orders_are_processing_but_not_queued) {
  status_facts facts;
  facts.processor = {5, 2, 3};
  const auto document = status_document(facts, terms);
  BOOST_TEST(document["orders"]["processing"] == 8);
  BOOST_TEST(document["orders"]["pending"] == 2);
  BOOST_TEST(document["queues"]["orders"] == 7);
}

BOOST_AUTO_TEST_SUITE_END()
