// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/views.hpp"

#include "app/ctl/progress.hpp"
#include "app/ctl/run.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::ctl;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

document some_order() {
  return {{"order_id", 42},
          {"order_number", "ORD-0000000042"},
          {"source", "default"},
          {"order_ref", "web-1"},
          {"status", "cancelled"},
          {"payment_status", "failed"},
          {"cancel_reason", "payment_declined"},
          {"total_amount", "1249.98"},
          {"currency", "USD"},
          {"accepted_at", "2026-11-24T05:58:14.123456Z"},
          {"paid_at", nullptr},
          {"customer", {{"name", "Ann"}, {"email", "ann@example.com"}}},
          {"items", document::array({{{"line", 1},
                                      {"sku", "MUG-01"},
                                      {"quantity", 2},
                                      {"unit_price", "624.99"},
                                      {"total_price", "1249.98"}}})}};
}

document some_import(const std::string& state, int rejected) {
  return {{"import_id", 3},        {"state", state},
          {"rows", 1000},          {"accepted", 990},
          {"duplicates", 0},       {"rejected", rejected},
          {"size_bytes", 200'000}, {"read_bytes", 50'000}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(ctl_views)

BOOST_AUTO_TEST_CASE(an_order_is_shown_with_reason_and_grouped_amounts) {
  const auto text = order_view(some_order(), colours::off);
  BOOST_TEST(has(text, "ORD-0000000042"));
  BOOST_TEST(has(text, "cancelled (payment_declined)"));
  BOOST_TEST(has(text, "1,249.98 USD"));
  BOOST_TEST(has(text, "Ann <ann@example.com>"));
  BOOST_TEST(has(text, "default:web-1"));
  BOOST_TEST(has(text, "2026-11-24 05:58:14\n"));
  BOOST_TEST(has(text, "MUG-01"));
}

BOOST_AUTO_TEST_CASE(control_characters_never_reach_the_terminal) {
  auto order = some_order();
  order["customer"]["name"] = "A\033[31m\r\nB\u009b\u202e";
  const document list{{"orders", document::array({order})}};
  for (const auto& text :
       {order_view(order, colours::off), orders_view(list, colours::off)}) {
    BOOST_TEST(!has(text, "\033"));
    BOOST_TEST(!has(text, "\r"));
    BOOST_TEST(!has(text, "\u009b"));
    BOOST_TEST(!has(text, "\u202e"));
  }
}

BOOST_AUTO_TEST_CASE(every_view_stands_a_document_without_fields) {
  for (const auto how : {order_view,
                         orders_view,
                         product_view,
                         products_view,
                         stock_view,
                         customer_view,
                         customers_view,
                         kpis_view,
                         leaderboard_view,
                         days_compared_view,
                         customers_compared_view,
                         refund_view,
                         refunds_view,
                         rehearsal_view,
                         queue_view,
                         paused_view,
                         dead_letters_view,
                         retried_view,
                         notification_view,
                         notifications_view,
                         import_view,
                         imports_view,
                         rejects_view,
                         status_view,
                         verify_view,
                         drain_view})
    for (const auto& empty :
         {document::object(), document(), document::array()})
      BOOST_TEST(!how(empty, colours::off).empty());
}

BOOST_AUTO_TEST_CASE(a_page_says_how_to_go_on) {
  const document page{{"orders", document::array({some_order()})},
                      {"cursor", "17"}};
  BOOST_TEST(has(orders_view(page, colours::off), "--cursor 17"));
}

BOOST_AUTO_TEST_CASE(verify_has_a_line_a_rule) {
  const document report{
      {"ok", false},
      {"rules",
       document::array(
           {{{"rule", 1},
             {"name", "stock"},
             {"checked", 1500},
             {"violation_count", 0},
             {"violations", document::array()}},
            {{"rule", 2},
             {"name", "states"},
             {"checked", 3},
             {"violation_count", 1},
             {"violations", document::array({{{"subject", "order 1"},
                                              {"text", "is lost"}}})}}})}};
  const auto text = verify_view(report, colours::off);
  BOOST_TEST(has(text, "ok     rule 1: stock (1,500 checked)\n"));
  BOOST_TEST(has(text, "FAULT  rule 2: states (3 checked, 1 wrong)\n"));
  BOOST_TEST(has(text, "order 1: is lost\n"));
}

BOOST_AUTO_TEST_CASE(progress_is_measured_in_bytes) {
  const auto text = progress_text(some_import("running", 2));
  BOOST_TEST(has(text, "[######..................] 25 %"));
  BOOST_TEST(has(text, "1,000 rows, 990 accepted, 2 rejected"));
  auto fresh = some_import("waiting", 0);
  fresh["size_bytes"] = 0;
  fresh["read_bytes"] = 0;
  BOOST_TEST(has(progress_text(fresh), "] 0 %"));
}

BOOST_AUTO_TEST_CASE(the_exit_code_of_an_import_follows_its_end) {
  BOOST_TEST(exit_code_of_import(some_import("done", 0)) == 0);
  BOOST_TEST(exit_code_of_import(some_import("duplicate", 0)) == 0);
  BOOST_TEST(exit_code_of_import(some_import("done", 1)) == 5);
  BOOST_TEST(exit_code_of_import(some_import("quarantined", 0)) == 1);
  BOOST_TEST(exit_code_of_import(some_import("failed", 3)) == 1);
  BOOST_TEST(exit_code_of_import(some_import("cancelled", 0)) == 1);
  BOOST_TEST(exit_code_of_import(some_import("running", 1)) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
