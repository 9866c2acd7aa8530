// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/views.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::ctl;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

document dead_mail(const std::string& error = "mailbox full") {
  return {{"stage", "notifications"},
          {"channel", "email"},
          {"order_number", "ORD-0000000042"},
          {"refund_number", nullptr},
          {"notification_id", 2697},
          {"amount", "25.00"},
          {"currency", "USD"},
          {"attempts", 8},
          {"error_message", error}};
}

document event(const std::string& name, const document& fields) {
  document made{{"time", "2026-11-24T05:58:14.123045Z"},
                {"level", "warning"},
                {"event", name}};
  made.update(fields);
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ctl_views_queue_test)

BOOST_AUTO_TEST_CASE(channels_stand_below_their_stage_and_say_what_is_wrong) {
  const document channel{{"channel", "email"},
                         {"in_flight", 10},
                         {"waiting", 1234},
                         {"retrying", 2},
                         {"dead", 1},
                         {"paused", true},
                         {"trouble", "connection refused"}};
  const document queue{
      {"stages",
       document::array({{{"stage", "orders"},
                         {"in_flight", 0},
                         {"waiting", 0},
                         {"dead", 0},
                         {"paused", false}},
                        {{"stage", "notifications"},
                         {"in_flight", 10},
                         {"waiting", 1234},
                         {"retrying", 2},
                         {"dead", 1},
                         {"paused", false},
                         {"channels", document::array({channel})}}})}};
  BOOST_TEST(queue_view(queue, colours::off) ==
             "STAGE          IN FLIGHT  WAITING  RETRYING  DEAD  PAUSED\n"
             "orders                 0        0               0  no\n"
             "notifications         10    1,234         2     1  no\n"
             "  email               10    1,234         2     1  yes\n"
             "  ! email: connection refused\n");
}

BOOST_AUTO_TEST_CASE(a_pause_says_what_waits) {
  for (const auto* stage : {"imports", "orders", "refunds", "notifications"})
    BOOST_TEST(
        has(paused_view({{"stage", stage}, {"paused", true}}, colours::off),
            std::string(stage) + " are paused: "));
  BOOST_TEST(
      paused_view(
          {{"stage", "notifications"}, {"paused", false}, {"channel", "email"}},
          colours::off) == "notifications over the channel email go on\n");
}

BOOST_AUTO_TEST_CASE(a_dead_notification_is_named_by_its_number) {
  const document list{{"dead", document::array({dead_mail()})}, {"total", 17}};
  const auto text = dead_letters_view(list, colours::off);
  BOOST_TEST(has(text, "notifications email  2697"));
  BOOST_TEST(has(text, "mailbox full"));
  BOOST_TEST(has(text, "of 17 in all"));
}

BOOST_AUTO_TEST_CASE(an_error_is_cut_for_a_terminal_alone) {
  const auto error = std::string(190, 'a') + " 550 5.1.1 " +
                     std::string(300, 'b') + " unknown user";
  document list{{"dead", document::array({dead_mail(error)})},
                {"dry_run", true}};
  for (const auto& text : {dead_letters_view(list, colours::off),
                           retried_view(list, colours::off)}) {
    BOOST_TEST(has(text, "aaa 550 5"));
    BOOST_TEST(!has(text, "unknown user"));
  }
  for (const auto& text : {dead_letters_whole(list, colours::off),
                           retried_whole(list, colours::off)})
    BOOST_TEST(has(text, error));
}

BOOST_AUTO_TEST_CASE(stages_that_were_left_out_are_named) {
  const document orders{{"stage", "orders"}, {"reason", "orders are paused"}};
  const document answer{{"retried", 1},
                        {"not_retried", document::array({orders})}};
  BOOST_TEST(retried_view(answer, colours::off) ==
             "1 is tried again\norders are not: orders are paused\n");
}

BOOST_AUTO_TEST_CASE(a_dry_run_says_that_nothing_was_done) {
  const document answer{{"dead", document::array({dead_mail()})},
                        {"retried", 0},
                        {"would_retry", 1},
                        {"dry_run", true}};
  const auto text = retried_view(answer, colours::off);
  BOOST_TEST(has(text, "2697"));
  BOOST_TEST(has(text, "1 would be tried again; nothing was done\n"));
  BOOST_TEST(retried_view({{"retried", 2}}, colours::off) ==
             "2 are tried again\n");
  BOOST_TEST(retried_view({{"retried", 2}, {"total", 3}}, colours::off) ==
             "2 are tried again\nof 3 in all; ask again for the others\n");
}

BOOST_AUTO_TEST_CASE(an_event_is_a_line_as_in_a_log_of_text) {
  const document page{
      {"events",
       document::array({event("notification", {{"order_id", 42},
                                               {"customer_name", "Ada Example"},
                                               {"currency", "USD"},
                                               {"ok", true}})})}};
  BOOST_TEST(tail_view(page, colours::off) ==
             "05:58:14.123 WARN  notification  order_id=42 "
             "customer_name=\"Ada Example\" currency=USD ok=true\n");
}

BOOST_AUTO_TEST_CASE(nothing_in_an_event_reaches_the_terminal_raw) {
  const std::string bad = "A\033[31m\r\nB\u009b\u202e";
  const document page{{"events", document::array({event(bad, {{bad, bad}})})}};
  const document list{{"dead", document::array({dead_mail(bad)})}};
  for (const auto& text :
       {tail_view(page, colours::off), dead_letters_view(list, colours::off),
        test_sent_view({{"to", bad}}, colours::off)}) {
    BOOST_TEST(!has(text, "\033"));
    BOOST_TEST(!has(text, "\r"));
    BOOST_TEST(!has(text, "\u009b"));
    BOOST_TEST(!has(text, "\u202e"));
  }
}

BOOST_AUTO_TEST_CASE(these_views_stand_a_document_without_fields) {
  for (const auto how : {queue_view, paused_view, dead_letters_view,
                         retried_view, resent_view, test_sent_view})
    for (const auto& empty :
         {document::object(), document(), document::array()})
      BOOST_TEST(!how(empty, colours::off).empty());
  BOOST_TEST(tail_view(document(), colours::off).empty());
}

BOOST_AUTO_TEST_SUITE_END()
