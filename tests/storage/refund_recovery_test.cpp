// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refund_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace orderd;
using storage::error_kind;

namespace {

struct recovering_shop : testing::refund_shop {
  domain::refund_id pending(const domain::refund_input& refund) {
    auto later = single_refunds({refund});
    later.ask_now = false;
    return writer().request_refunds(later).decisions.at(0).refund;
  }

  void die(const domain::open_refund& refund, int attempts,
           const std::string& why = "no answer") {
    const std::vector<domain::dead_refund> dead{
        {refund.refund, refund.order, attempts, why}};
    writer().record_dead_refunds(dead, testing::now);
  }

  std::string letters() {
    return text("SELECT coalesce(string_agg(concat_ws(' ', stage, subject_id,"
                " attempts, error_message, since), ', ' ORDER BY subject_id),"
                " '') FROM dead_letters");
  }
};

auto fails_with(error_kind kind, const std::string& part) {
  return [=](const storage::error& failed) {
    BOOST_TEST_INFO(failed.what());
    return failed.kind() == kind &&
           std::string(failed.what()).find(part) != std::string::npos;
  };
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_recovery, recovering_shop)

BOOST_AUTO_TEST_CASE(what_is_to_be_asked_for_is_found_page_by_page) {
  const auto order = paid_order();
  std::vector<domain::refund_id> made;
  for (int i = 1; i <= 5; ++i)
    made.push_back(accepted(partial(order, i * 10)).refund);
  settle({answer({made[1], order, {}, {}, 0})});
  const auto waiting = pending(partial(order, 60));
  auto page = writer().take_up_refunds({}, 3, false);
  BOOST_REQUIRE(page.size() == 3);
  BOOST_TEST((page[0].refund == made[0]));
  BOOST_TEST((page[1].refund == made[2]));
  BOOST_TEST(page[1].amount.minor == 30);
  BOOST_TEST((page[1].order == order));
  page = writer().take_up_refunds(page.back().refund, 3, false);
  BOOST_REQUIRE(page.size() == 1);
  BOOST_TEST((page[0].refund == made[4]));
  BOOST_TEST(status_of(waiting) == "pending");
  page = writer().take_up_refunds({}, 10, true);
  BOOST_REQUIRE(page.size() == 5);
  BOOST_TEST((page[4].refund == waiting));
  BOOST_TEST(status_of(waiting) == "processing");
  BOOST_TEST(writer().take_up_refunds(waiting, 10, true).empty());
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_refund_of_a_file_is_taken_up_with_its_import) {
  const auto order = paid_order();
  auto file = start_file("r", "default", domain::import_kind::refunds);
  auto rows = next_refunds(file, {partial(order, 100)});
  rows.ask_now = false;
  writer().request_refunds(rows);
  const auto page = writer().take_up_refunds({}, 10, true);
  BOOST_REQUIRE(page.size() == 1);
  BOOST_TEST((page[0].import == file.id));
  BOOST_TEST(page[0].attempts == 0);
}

BOOST_AUTO_TEST_CASE(
    an_unclear_refund_waits_for_a_person_and_keeps_its_amount) {
  const auto order = paid_order();
  const auto open = accepted(partial(order, 5000));
  die(open, 3);
  const auto once = letters();
  BOOST_TEST(once == "refunds 1 3 no answer 2026-11-24 10:00:00+00");
  BOOST_TEST(text("SELECT concat_ws('|', status, attempts, error_message)"
                  " FROM refunds") == "pending|3|no answer");
  die(open, 3);
  BOOST_TEST(letters() == once);
  BOOST_TEST(refused(partial(order, 949)).code == "amount_not_left");
  BOOST_TEST(writer().take_up_refunds({}, 10, true).empty());
  BOOST_TEST(status_of(open.refund) == "pending");
  check_rules();
}

BOOST_AUTO_TEST_CASE(dead_refunds_are_revived_with_their_attempts_counted_on) {
  const auto order = paid_order();
  const auto one = accepted(partial(order, 100));
  const auto two = accepted(partial(order, 200));
  die(one, 3);
  die(two, 4);
  const std::vector<domain::refund_id> chosen{one.refund, {4711}};
  auto revived = writer().revive_refunds(chosen);
  BOOST_REQUIRE(revived.size() == 1);
  BOOST_TEST((revived[0].refund == one.refund));
  BOOST_TEST((revived[0].order == order));
  BOOST_TEST(revived[0].amount.minor == 100);
  BOOST_TEST(revived[0].attempts == 3);
  BOOST_TEST(status_of(one.refund) == "processing");
  BOOST_TEST(writer().revive_refunds(chosen).empty());
  revived = writer().revive_refunds({});
  BOOST_REQUIRE(revived.size() == 1);
  BOOST_TEST(revived[0].attempts == 4);
  BOOST_TEST(letters() == "");
  die(one, 6, "again");
  BOOST_TEST(letters() == "refunds 1 6 again 2026-11-24 10:00:00+00");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_late_answer_settles_a_dead_refund) {
  const auto order = paid_order();
  const auto open = accepted(full(order));
  die(open, 3);
  BOOST_TEST(settle({answer(open)}).completed == 1);
  BOOST_TEST(letters() == "");
  BOOST_TEST(text("SELECT concat_ws('|', status, attempts, error_message)"
                  " FROM refunds") == "completed|3|");
  BOOST_TEST(state_of(order) == "cancelled|refunded");
  die(open, 3);
  BOOST_TEST(letters() == "");
  BOOST_TEST(status_of(open.refund) == "completed");
  writer().record_dead_refunds({}, testing::now);
  check_rules();
}

BOOST_AUTO_TEST_CASE(dead_orders_are_revived) {
  const auto open = accept(single({testing::buy("a@example.com", "MUG"),
                                   testing::buy("b@example.com", "MUG")}))
                        .open;
  const std::vector<domain::dead_letter> dead{{open[0].order, 5, "no answer"},
                                              {open[1].order, 3, "timed out"}};
  writer().record_dead(dead, testing::now);
  die({{open[0].order.value}, {}, {}, {}, 0}, 1);
  const std::vector<domain::order_id> second{open[1].order};
  auto taken = writer().revive_orders(second);
  BOOST_REQUIRE(taken.size() == 1);
  BOOST_TEST((taken[0].order == open[1].order));
  BOOST_TEST(taken[0].attempts == 3);
  BOOST_TEST(taken[0].error_message == "timed out");
  taken = writer().revive_orders({});
  BOOST_REQUIRE(taken.size() == 1);
  BOOST_TEST((taken[0].order == open[0].order));
  BOOST_TEST(writer().revive_orders({}).empty());
}

BOOST_AUTO_TEST_CASE(only_what_nobody_was_asked_for_is_cancelled) {
  const auto order = paid_order();
  const auto id = pending(full(order));
  writer().cancel_refund(id, testing::now);
  writer().cancel_refund(id, testing::now + std::chrono::hours{1});
  BOOST_TEST(text("SELECT concat_ws('|', status, completed_at, completed_day,"
                  " final_batch) FROM refunds") ==
             "cancelled|2026-11-24 10:00:00+00");
  BOOST_TEST(state_of(order) == "paid|paid");
  BOOST_TEST(writer().take_up_refunds({}, 10, true).empty());
  const auto asked = accepted(full(order));
  BOOST_CHECK_EXCEPTION(
      writer().cancel_refund(asked.refund, testing::now), storage::error,
      fails_with(error_kind::conflict, "it is processing, not pending"));
  die(asked, 3);
  BOOST_CHECK_EXCEPTION(writer().cancel_refund(asked.refund, testing::now),
                        storage::error,
                        fails_with(error_kind::conflict, "3 times"));
  BOOST_CHECK_EXCEPTION(
      writer().cancel_refund({4711}, testing::now), storage::error,
      fails_with(error_kind::not_found, "there is no refund REF-0000004711"));
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_reversal_corrects_by_rows_of_its_own) {
  const auto order = paid_order();
  const auto open = completed(partial(order, 2500));
  const domain::refund_reversal taken_back{
      open.refund, "chargeback", testing::now + std::chrono::hours{24},
      testing::today + std::chrono::days{1}};
  const auto result = writer().reverse_refund(taken_back);
  told.add(result.facts);
  BOOST_TEST(result.facts.kpis.size() == 2);
  BOOST_TEST(text("SELECT concat_ws('|', status, refund_amount, completed_at,"
                  " completed_day) FROM refunds") ==
             "reversed|2500|2026-11-24 10:00:00+00|2026-11-24");
  BOOST_TEST(text("SELECT concat_ws('|', order_id, refund_id, amount, reason,"
                  " reversed_at, reversed_day) FROM refund_reversals") ==
             "1|1|2500|chargeback|2026-11-25 10:00:00+00|2026-11-25");
  BOOST_TEST(state_of(order) == "paid|paid");
  BOOST_TEST(number("SELECT total_spent FROM customers") == 5948);
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', day, refunds,"
                  " refunds_by_order_day), ', ' ORDER BY day)"
                  " FROM daily_kpis") ==
             "2026-11-24 2500 0, 2026-11-25 -2500 0");
  const auto again = writer().reverse_refund(taken_back);
  BOOST_TEST(again.facts.kpis.empty());
  BOOST_TEST(number("SELECT count(*) FROM refund_reversals") == 1);
  BOOST_TEST(accepted(full(order)).amount.minor == 5948);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_reversed_full_refund_leaves_the_order_cancelled) {
  const auto order = paid_order();
  const auto open = completed(full(order));
  told.add(writer()
               .reverse_refund({open.refund, "", testing::now, testing::today})
               .facts);
  BOOST_TEST(state_of(order) == "cancelled|paid");
  BOOST_TEST(stock_of("MUG") == 100'000);
  check_rules();
  completed(full(order));
  BOOST_TEST(state_of(order) == "cancelled|refunded");
  BOOST_TEST(stock_of("MUG") == 100'000);
  BOOST_TEST(text("SELECT concat_ws('|', refunds, cancelled_refunded)"
                  " FROM daily_kpis") == "5948|1");
  check_rules();
}

BOOST_AUTO_TEST_CASE(only_completed_refunds_are_reversed) {
  const auto open = accepted(partial(paid_order(), 100));
  const domain::refund_reversal taken_back{open.refund, "", testing::now,
                                           testing::today};
  BOOST_CHECK_EXCEPTION(
      writer().reverse_refund(taken_back), storage::error,
      fails_with(error_kind::conflict, "it is processing, not completed"));
  BOOST_CHECK_EXCEPTION(
      writer().reverse_refund({{99}, "", testing::now, testing::today}),
      storage::error, fails_with(error_kind::not_found, "REF-0000000099"));
  BOOST_TEST(number("SELECT count(*) FROM refund_reversals") == 0);
}

BOOST_AUTO_TEST_CASE(a_pause_survives) {
  writer().set_paused("refunds", true);
  writer().set_paused("refunds", true);
  storage::pg_reader reader{database.options()};
  BOOST_TEST(reader.paused_stages() == std::vector<std::string>{"refunds"},
             boost::test_tools::per_element());
  writer().set_paused("refunds", false);
  writer().set_paused("orders", false);
  BOOST_TEST(reader.paused_stages().empty());
}

BOOST_AUTO_TEST_CASE(figures_are_mended_and_memory_is_told) {
  paid_order();
  change("UPDATE daily_kpis SET gross_revenue = 5000, refunds = 7");
  change("UPDATE customers SET total_spent = 1, total_orders = 9");
  domain::figures_fix fix;
  const domain::kpi_key day{testing::today, "web"};
  fix.stored_days[day].gross_revenue = 948;
  fix.stored_days[day].refunds = -7;
  fix.memory_days[day].units_sold = 2;
  fix.stored_customers.push_back({{1}, 5947, -8});
  fix.memory_customers.push_back({{1}, 3, 4});
  const auto facts = writer(1).mend_figures(fix);
  BOOST_TEST(facts.mark.connection == 1);
  BOOST_TEST((facts.kpis == fix.memory_days));
  BOOST_REQUIRE(facts.customers.size() == 1);
  BOOST_TEST(facts.customers[0].spent == 3);
  BOOST_TEST(facts.notices.empty());
  BOOST_TEST(text("SELECT concat_ws('|', sum(gross_revenue), sum(refunds))"
                  " FROM daily_kpis") == "5948|0");
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
