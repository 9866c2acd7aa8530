// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/bars.hpp"
#include "app/ctl/text.hpp"
#include "app/ctl/views.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::ctl;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

document some_refund() {
  return {{"refund_id", 7},
          {"refund_number", "REF-0000000007"},
          {"order_id", 42},
          {"order_number", "ORD-0000000042"},
          {"amount", "1025.00"},
          {"currency", "USD"},
          {"type", "partial"},
          {"status", "completed"},
          {"reason", "late"},
          {"notes", ""},
          {"restock", "none"},
          {"key", "RMA-17"},
          {"dead", false},
          {"error_message", nullptr},
          {"requested_at", "2026-11-24T05:58:14.123456Z"}};
}

document day(const std::string& date, const std::string& net) {
  return {{"date", date}, {"net_revenue", net}, {"currency", "USD"}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(ctl_views_refunds_test)

BOOST_AUTO_TEST_CASE(a_refund_is_shown_with_what_is_known) {
  auto refund = some_refund();
  refund["lines"] =
      document::array({{{"sku", "MUG-01"}, {"quantity", 1}, {"restocked", 1}}});
  const auto text = refund_view(refund, colours::off);
  BOOST_TEST(has(text, "REF-0000000007\n"));
  BOOST_TEST(has(text, "ORD-0000000042"));
  BOOST_TEST(has(text, "1,025.00 USD"));
  BOOST_TEST(has(text, "RMA-17"));
  BOOST_TEST(has(text, "MUG-01"));
  BOOST_TEST(!has(text, "notes"));
  BOOST_TEST(!has(text, "error"));
  refund["duplicate"] = true;
  BOOST_TEST(has(refund_view(refund, colours::off), "asked for earlier"));
}

BOOST_AUTO_TEST_CASE(a_dead_refund_says_what_to_do) {
  auto refund = some_refund();
  refund["status"] = "pending";
  refund["dead"] = true;
  const auto text = refund_view(refund, colours::off);
  BOOST_TEST(has(text, "pending (dead)"));
  BOOST_TEST(has(text, "orderctl queue retry REF-0000000007"));
}

BOOST_AUTO_TEST_CASE(refunds_are_one_or_a_list) {
  BOOST_TEST(refunds_view(some_refund(), colours::off) ==
             refund_view(some_refund(), colours::off));
  const document list{{"refunds", document::array({some_refund()})}};
  const auto text = refunds_view(list, colours::off);
  BOOST_TEST(has(text, "REFUND"));
  BOOST_TEST(has(text, "2026-11-24 05:58:14"));
}

BOOST_AUTO_TEST_CASE(control_characters_of_a_refund_never_reach_the_terminal) {
  auto refund = some_refund();
  refund["reason"] = "A\033[31m\r\nB";
  const document list{{"refunds", document::array({refund})}};
  for (const auto& text :
       {refund_view(refund, colours::off), refunds_view(list, colours::off)}) {
    BOOST_TEST(!has(text, "\033"));
    BOOST_TEST(!has(text, "\r"));
  }
}

BOOST_AUTO_TEST_CASE(a_rehearsal_has_a_line_a_check) {
  const document report{
      {"ok", false},
      {"order_id", nullptr},
      {"captured", "59.48"},
      {"currency", "USD"},
      {"gateway", "simulator"},
      {"checks",
       document::array(
           {{{"name", "partial refund"}, {"ok", true}, {"detail", "25.00"}},
            {{"name", "over the limit"}, {"ok", false}, {"detail", "oh"}}})}};
  const auto text = rehearsal_view(report, colours::off);
  BOOST_TEST(has(text, "a made-up order, 59.48 USD captured"));
  BOOST_TEST(has(text, "ok     partial refund: 25.00\n"));
  BOOST_TEST(has(text, "FAULT  over the limit: oh\n"));
  BOOST_TEST(has(text, "checks failed\n"));
}

BOOST_AUTO_TEST_CASE(the_queue_and_its_dead_letters_are_tables) {
  const document queue{{"stages", document::array({{{"stage", "refunds"},
                                                    {"in_flight", 5},
                                                    {"waiting", 1234},
                                                    {"dead", 1},
                                                    {"paused", true}}})}};
  BOOST_TEST(has(queue_view(queue, colours::off), "1,234"));
  const document dead{
      {"dead", document::array({{{"stage", "refunds"},
                                 {"order_number", "ORD-0000000042"},
                                 {"refund_number", "REF-0000000007"},
                                 {"amount", "25.00"},
                                 {"currency", "USD"},
                                 {"attempts", 3}},
                                {{"stage", "orders"},
                                 {"order_number", "ORD-0000000043"},
                                 {"refund_number", nullptr}}})}};
  const auto text = dead_letters_view(dead, colours::off);
  BOOST_TEST(has(text, "REF-0000000007  ORD-0000000042"));
  BOOST_TEST(has(text, "ORD-0000000043  ORD-0000000043"));
  BOOST_TEST(has(text, "queue retry"));
  BOOST_TEST(dead_letters_view(document{{"dead", document::array()}},
                               colours::off) == "nothing is dead\n");
}

BOOST_AUTO_TEST_CASE(bars_are_scaled_to_the_largest_value) {
  const auto drawn = bars({100, 50, 0, -25, 0.001}, 8);
  BOOST_TEST(drawn[0] == "████████");
  BOOST_TEST(drawn[1] == "████");
  BOOST_TEST(drawn[2].empty());
  BOOST_TEST(drawn[3] == "░░");
  BOOST_TEST(drawn[4] == "▏");
  BOOST_TEST(display_width(drawn[0]) == 8u);
  BOOST_TEST(bars({}, 8).empty());
  BOOST_TEST(bars({0, 0}, 8)[1].empty());
  BOOST_TEST(bars({16, 1}, 8)[1] == "▌");
}

BOOST_AUTO_TEST_CASE(a_range_of_days_is_drawn_as_bars) {
  const document range{{"days", document::array({day("2026-11-23", "100.00"),
                                                 day("2026-11-24", "50.00"),
                                                 day("2026-11-25", "0.00")})}};
  const auto text = kpis_view(range, colours::off);
  BOOST_TEST(has(text, "NET REVENUE\n"));
  BOOST_TEST(has(text, "USD       ████████████████████████\n"));
  BOOST_TEST(has(text, "USD       ████████████\n"));
  BOOST_TEST(has(text, "USD\n"));
}

BOOST_AUTO_TEST_CASE(what_was_compared_is_told_with_the_differences) {
  document report{{"checked", 1500},
                  {"differences", document::array()},
                  {"difference_count", 0},
                  {"mended", false}};
  BOOST_TEST(days_compared_view(report, colours::off) ==
             "1,500 days compared: no differences\n");
  report["differences"].push_back({{"date", "2026-11-24"},
                                   {"source", "default"},
                                   {"figure", "gross_revenue"},
                                   {"computed", "4998.00"},
                                   {"stored", "0.00"},
                                   {"memory", "4998.00"}});
  report["difference_count"] = 1001;
  report["mended"] = true;
  const auto text = days_compared_view(report, colours::off);
  BOOST_TEST(has(text, "1,001 differences, mended\n"));
  BOOST_TEST(has(text, "gross_revenue"));
  BOOST_TEST(has(text, "4,998.00"));
  BOOST_TEST(has(text, "the first 1 are shown"));
}

BOOST_AUTO_TEST_CASE(a_customers_own_place_stands_below_the_board) {
  document board{{"currency", "USD"},
                 {"entries", document::array()},
                 {"customer",
                  {{"rank", 1234},
                   {"name", "Ada Example"},
                   {"email", "ada@example.com"},
                   {"total_spent", "49.98"},
                   {"total_orders", 2}}}};
  BOOST_TEST(has(leaderboard_view(board, colours::off),
                 "Ada Example <ada@example.com> is number 1,234: 49.98 USD in "
                 "2 orders\n"));
  board["customer"]["rank"] = nullptr;
  BOOST_TEST(has(leaderboard_view(board, colours::off), "never paid"));
}

BOOST_AUTO_TEST_CASE(an_order_shows_its_time_line) {
  const document order{
      {"order_number", "ORD-0000000042"},
      {"timeline", document::array({{{"at", "2026-11-24T05:58:14.123456Z"},
                                     {"event", "accepted"},
                                     {"text", "from default, 49.98 USD"}}})}};
  BOOST_TEST(has(order_view(order, colours::off),
                 "2026-11-24 05:58:14  accepted  from default, 49.98 USD\n"));
}

BOOST_AUTO_TEST_SUITE_END()
