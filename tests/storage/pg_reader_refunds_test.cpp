// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"

#include "domain/notification.hpp"
#include "tests/storage/refunded_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace orderd;
using namespace orderd::storage;
using domain::order_id;
using domain::refund_id;

namespace {

domain::utc_time at(std::string_view text) {
  return domain::parse_time(text).value();
}

std::vector<std::int64_t> ids_of(const std::vector<refund_view>& refunds) {
  std::vector<std::int64_t> ids;
  for (const auto& refund : refunds)
    ids.push_back(refund.id.value);
  return ids;
}

using ids = std::vector<std::int64_t>;
using boost::test_tools::per_element;

} // namespace

BOOST_FIXTURE_TEST_SUITE(pg_reader_of_refunds, testing::refunded_shop)

BOOST_AUTO_TEST_CASE(a_refund_is_found_with_all_that_belongs_to_it) {
  const auto refund = reader.find_refund(refund_id{10}).value();
  BOOST_TEST(refund.id.value == 10);
  BOOST_TEST(refund.order.value == 20);
  BOOST_TEST(refund.customer.value == 1);
  BOOST_TEST(refund.amount.minor == 1000);
  BOOST_TEST(refund.currency == "USD");
  BOOST_TEST(refund.type == "partial");
  BOOST_TEST(refund.status == "completed");
  BOOST_TEST(refund.reason == "broken");
  BOOST_TEST(refund.notes == "seen");
  BOOST_TEST(refund.restock == "none");
  BOOST_TEST(refund.key == "key-10");
  BOOST_TEST(refund.attempts == 1);
  BOOST_TEST(!refund.dead);
  BOOST_TEST(refund.transaction_id == "re-10");
  BOOST_TEST((refund.requested_at == at("2026-11-26T08:59:00Z")));
  BOOST_TEST((refund.completed_at == at("2026-11-26T09:00:00Z")));
  BOOST_TEST(!refund.reversed_at);
  BOOST_TEST(!refund.import_id);
  BOOST_REQUIRE(refund.lines.size() == 1);
  BOOST_TEST(refund.lines[0].line == 1);
  BOOST_TEST(refund.lines[0].sku == "MUG");
  BOOST_TEST(refund.lines[0].quantity == 1);
  BOOST_TEST(refund.lines[0].restocked == 1);
  BOOST_TEST(refund.lines[0].amount.minor == 1000);
  BOOST_TEST(!reader.find_refund(refund_id{99}));
}

BOOST_AUTO_TEST_CASE(a_refund_says_what_became_of_it) {
  const auto failed = reader.find_refund(refund_id{11}).value();
  BOOST_TEST(failed.status == "failed");
  BOOST_TEST(failed.error_message == "no funds");
  BOOST_TEST(failed.key.empty());
  const auto waiting = reader.find_refund(refund_id{14}).value();
  BOOST_TEST(!waiting.dead);
  BOOST_TEST(!waiting.completed_at);
  const auto dead = reader.find_refund(refund_id{15}).value();
  BOOST_TEST(dead.dead);
  BOOST_TEST(dead.attempts == 3);
  const auto of_file = reader.find_refund(refund_id{16}).value();
  BOOST_TEST(of_file.import_id.value() == 5);
  BOOST_TEST(of_file.line.value() == 2);
  const auto reversed = reader.find_refund(refund_id{17}).value();
  BOOST_TEST(reversed.status == "reversed");
  BOOST_TEST((reversed.reversed_at == at("2026-11-27T07:00:00Z")));
  BOOST_TEST(reversed.reversal_reason == "account closed");
}

BOOST_AUTO_TEST_CASE(a_dead_letter_of_a_settled_refund_is_not_shown) {
  change("INSERT INTO dead_letters VALUES"
         " ('refunds', 10, 3, '', '2026-11-26 09:13Z')");
  BOOST_TEST(!reader.find_refund(refund_id{10})->dead);
}

BOOST_AUTO_TEST_CASE(the_latest_refunds_come_newest_first) {
  BOOST_TEST(ids_of(reader.list_refunds(3)) == (ids{19, 18, 17}),
             per_element());
  BOOST_TEST(reader.list_refunds(100).size() == 12);
  BOOST_TEST(reader.list_refunds(100).back().lines.empty());
}

BOOST_AUTO_TEST_CASE(the_refunds_of_an_order_come_oldest_first) {
  BOOST_TEST(ids_of(reader.list_refunds(order_id{20}, 100)) ==
                 (ids{10, 11, 12, 13, 14, 15}),
             per_element());
  BOOST_TEST(ids_of(reader.list_refunds(order_id{20}, 2)) == (ids{14, 15}),
             per_element());
  BOOST_TEST(reader.list_refunds(order_id{1}, 100).empty());
  BOOST_TEST(reader.list_refunds(order_id{99}, 100).empty());
}

BOOST_AUTO_TEST_CASE(an_order_shows_all_its_refunds_with_their_lines) {
  const auto order = reader.find_order(order_id{23}).value();
  BOOST_TEST(ids_of(order.refunds) == (ids{18, 19}), per_element());
  BOOST_TEST(order.refunds[0].lines.size() == 1);
  BOOST_TEST(order.refunds[0].reversed_at.has_value());
  BOOST_TEST(order.refunds[1].lines.empty());
  BOOST_TEST(order.refunds[1].customer.value == 3);
}

BOOST_AUTO_TEST_CASE(an_order_comes_with_its_notifications_if_asked_for) {
  BOOST_TEST(reader.find_order(order_id{20})->notifications.empty());
  const auto order = reader.find_order(order_id{20}, true).value();
  std::vector<std::string> types;
  for (const auto& one : order.notifications)
    types.push_back(one.type);
  std::ranges::sort(types);
  BOOST_TEST(types ==
                 (std::vector<std::string>{"processing", "refund_completed",
                                           "refund_failed", "success"}),
             per_element());
  BOOST_TEST(reader.find_order("web", "W-1", true)->notifications.size() == 3);
}

BOOST_AUTO_TEST_CASE(a_notification_about_a_refund_is_found_by_its_id) {
  using enum domain::notification_type;
  const auto find = [&](std::int64_t refund, domain::notification_type type) {
    return reader.find_notification(
        domain::make_notification_id(refund, type, 0));
  };
  const auto done = find(10, refund_completed).value();
  BOOST_TEST(done.order.value == 20);
  BOOST_TEST(done.customer.value == 1);
  BOOST_TEST(done.type == "refund_completed");
  BOOST_TEST(done.total.minor == 1000);
  BOOST_TEST(done.delivery_status == "pending");
  BOOST_TEST(find(11, refund_failed)->type == "refund_failed");
  BOOST_TEST(!find(11, refund_completed));
  BOOST_TEST(!find(13, refund_completed));
  BOOST_TEST(!find(99, refund_completed));
}

BOOST_AUTO_TEST_CASE(the_view_tells_of_refunds_as_the_domain_does) {
  const domain::currency usd{"USD", 2};
  for (const auto& one : reader.list_notifications(order_id{20})) {
    using enum domain::notification_type;
    if (!domain::is_about_refund(one.id))
      continue;
    const auto type =
        one.type == "refund_failed" ? refund_failed : refund_completed;
    const domain::notice told{one.order, one.customer,
                              type,      one.total,
                              "",        refund_id{domain::subject_of(one.id)}};
    BOOST_TEST(one.message == domain::notification_message(told, usd));
    BOOST_TEST((one.id == domain::id_of(told, 0)));
  }
}

BOOST_AUTO_TEST_CASE(pending_deliveries_tell_of_refunds) {
  using enum domain::notification_type;
  const auto page =
      reader.pending_deliveries("log", domain::batch_id{19}, 10, 100).batches;
  BOOST_REQUIRE(page.size() == 1);
  BOOST_TEST(page[0].batch.value == 20);
  BOOST_REQUIRE(page[0].notices.size() == 2);
  const auto& done = page[0].notices[0];
  BOOST_TEST(done.order.value == 20);
  BOOST_TEST(done.refund.value == 10);
  BOOST_TEST(done.customer.value == 1);
  BOOST_TEST(done.total.minor == 1000);
  BOOST_TEST((done.type == refund_completed));
  const auto& failed = page[0].notices[1];
  BOOST_TEST(failed.refund.value == 11);
  BOOST_TEST((failed.type == refund_failed));
  BOOST_TEST(failed.cancel_reason.empty());
}

BOOST_AUTO_TEST_CASE(
    a_refund_that_was_reversed_since_was_completed_all_the_same) {
  change("UPDATE batch_deliveries SET delivered_at = NULL"
         " WHERE batch_id = 21");
  const auto page =
      reader.pending_deliveries("log", domain::batch_id{20}, 10, 100).batches;
  BOOST_REQUIRE(page.size() == 1);
  BOOST_TEST(page[0].notices.size() == 3);
  for (const auto& told : page[0].notices)
    BOOST_TEST((told.type == domain::notification_type::refund_completed));
}

BOOST_AUTO_TEST_CASE(dead_letters_of_all_stages_come_oldest_first) {
  const auto all = reader.dead_letters({});
  BOOST_REQUIRE(all.size() == 3);
  BOOST_TEST(all[0].stage == "orders");
  BOOST_TEST(all[0].order.value == 6);
  BOOST_TEST(!all[0].refund);
  BOOST_TEST(all[0].amount.minor == 1000);
  BOOST_TEST(all[1].stage == "notifications");
  BOOST_TEST(all[2].stage == "refunds");
  BOOST_TEST(all[2].order.value == 20);
  BOOST_TEST(all[2].refund.value == 15);
  BOOST_TEST(all[2].amount.minor == 600);
  BOOST_TEST(all[2].currency == "USD");
  BOOST_TEST(all[2].attempts == 3);
  BOOST_TEST(all[2].error_message == "no answer within 10 s");
  BOOST_TEST((all[2].since == at("2026-11-26T09:13:00Z")));
  BOOST_TEST(reader.dead_letters({{}, {}, 1}).size() == 1);
}

BOOST_AUTO_TEST_CASE(dead_refunds_are_no_dead_orders) {
  BOOST_TEST(reader.dead_orders().size() == 1);
}

BOOST_AUTO_TEST_CASE(open_refunds_are_counted) {
  const auto counts = reader.count_refunds();
  BOOST_TEST(counts.pending == 1);
  BOOST_TEST(counts.processing == 1);
  BOOST_TEST(counts.dead == 1);
}

BOOST_AUTO_TEST_CASE(what_is_open_is_counted_through_its_index) {
  change("INSERT INTO refunds (order_id, id, refund_amount, currency, type,"
         " status, requested_at, completed_at, completed_day)"
         " SELECT 20, n, 1, 'USD', 'partial', 'completed',"
         "  '2026-11-26 08:59Z', '2026-11-26 09:00Z', '2026-11-26'"
         "  FROM generate_series(1000, 60000) n; ANALYZE refunds;"
         "DO $$ DECLARE line text; BEGIN FOR line IN EXPLAIN"
         "  SELECT count(*) FROM refunds r LEFT JOIN dead_letters d"
         "    ON d.stage = 'refunds' AND d.subject_id = r.id"
         "   WHERE r.status IN ('pending', 'processing')"
         " LOOP IF line LIKE '%Seq Scan on refunds%' THEN"
         "   RAISE 'scans: %', line; END IF; END LOOP; END $$");
  BOOST_TEST(reader.count_refunds().pending == 1);
}

BOOST_AUTO_TEST_CASE(paused_stages_are_those_that_are_paused) {
  BOOST_TEST(reader.paused_stages().empty());
  change("INSERT INTO settings VALUES ('paused.refunds', 'true'),"
         " ('paused.orders', 'false'), ('paused.notifications', 'true')");
  BOOST_TEST(reader.paused_stages() ==
                 (std::vector<std::string>{"notifications", "refunds"}),
             per_element());
}

BOOST_AUTO_TEST_CASE(an_import_of_refunds_is_one) {
  const auto import = reader.find_import(domain::import_id{5}).value();
  BOOST_TEST((import.kind == import_kind::refunds));
}

BOOST_AUTO_TEST_CASE(day_figures_tell_what_refunds_cancelled) {
  const auto day = domain::parse_day("2026-11-26").value();
  BOOST_TEST(reader.load_kpis().at({day, "web"}).cancelled_refunded == 2);
}

BOOST_AUTO_TEST_SUITE_END()
