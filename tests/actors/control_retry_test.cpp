// SPDX-License-Identifier: Apache-2.0
#include "actors/errors.hpp"

#include "tests/support/dead_letters_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using orderd::testing::queue_fixture;
using json = json_document;

BOOST_FIXTURE_TEST_SUITE(control_retry_test, queue_fixture)

BOOST_AUTO_TEST_CASE(a_dead_letter_is_asked_for_again_by_its_number) {
  BOOST_TEST(result("queue.retry", {{"id", "ORD-0000000001"}})["retried"] == 1);
  BOOST_TEST(result("queue.retry", {{"id", "REF-0000000001"}})["retried"] == 1);
  BOOST_REQUIRE_EQUAL(orders.size(), 1u);
  BOOST_TEST(orders[0][0].value == 1);
  BOOST_REQUIRE_EQUAL(refunds.size(), 1u);
  BOOST_TEST(refunds[0][0].value == 1);
  BOOST_TEST(mails.empty());
}

BOOST_AUTO_TEST_CASE(a_notification_is_tried_again_and_the_notifier_is_told) {
  BOOST_TEST(result("queue.retry", {{"id", 329}})["retried"] == 1);
  BOOST_REQUIRE_EQUAL(mails.size(), 1u);
  BOOST_TEST((mails[0].ids == std::vector<domain::notification_id>{{329}}));
  BOOST_TEST((mails[0].now == test.clock->now()));
  BOOST_TEST(others->pokes == 1);
  BOOST_TEST(orders.empty());
  BOOST_TEST(refunds.empty());
}

BOOST_AUTO_TEST_CASE(a_bare_number_must_name_one_dead_letter) {
  BOOST_TEST(result("queue.retry", {{"id", 3}})["retried"] == 1);
  BOOST_TEST(refunds.at(0).at(0).value == 3);
  const auto two = error("queue.retry", {{"id", "1"}});
  BOOST_TEST(two["data"]["exit"] == 4);
  BOOST_TEST(two["message"] ==
             "1 names 2 dead letters (ORD-0000000001, REF-0000000001); say "
             "which with `stage`");
  BOOST_TEST(retry_exit({{"id", 321}}) == 4);
  // Orders 2 and 5 are those of dead refunds, and not dead themselves.
  BOOST_TEST(retry_exit({{"id", 2}}) == 3);
  BOOST_TEST(orders.empty());
  BOOST_TEST(mails.empty());
}

BOOST_AUTO_TEST_CASE(the_stage_says_which_of_two_is_meant) {
  const json mail{{"id", 321}, {"stage", "notifications"}};
  BOOST_TEST(result("queue.retry", mail)["retried"] == 1);
  BOOST_TEST(mails.at(0).ids.at(0).value == 321);
  const json order{{"id", 1}, {"stage", "orders"}};
  BOOST_TEST(result("queue.retry", order)["retried"] == 1);
  BOOST_TEST(refunds.empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_dead_is_not_found) {
  BOOST_TEST(retry_exit({{"id", "ORD-0000000009"}}) == 3);
  BOOST_TEST(retry_exit({{"id", "REF-0000000009"}}) == 3);
  BOOST_TEST(retry_exit({{"id", 9}}) == 3);
  BOOST_TEST(retry_exit({{"id", 329}, {"stage", "orders"}}) == 3);
}

BOOST_AUTO_TEST_CASE(all_dead_letters_are_tried_again) {
  BOOST_TEST(result("queue.retry", {{"all", true}})["retried"] == 6);
  BOOST_TEST(orders.at(0).empty());
  BOOST_TEST(refunds.at(0).empty());
  BOOST_TEST(mails.at(0).ids.empty());
  BOOST_TEST(filters.empty());
}

BOOST_AUTO_TEST_CASE(all_of_one_stage_leave_the_others_alone) {
  BOOST_TEST(result("queue.retry", {{"stage", "refunds"}})["retried"] == 3);
  BOOST_TEST(orders.empty());
  BOOST_TEST(mails.empty());
  const json mail{{"all", true}, {"stage", "notifications"}};
  BOOST_TEST(result("queue.retry", mail)["retried"] == 2);
  BOOST_TEST(refunds.size() == 1u);
  BOOST_TEST(result("queue.retry", {{"stage", "imports"}})["retried"] == 0);
}

// No ids would mean all of them.
BOOST_AUTO_TEST_CASE(a_filter_asks_for_those_that_match_and_no_others) {
  BOOST_TEST(result("queue.retry", {{"error", "mailbox"}})["retried"] == 2);
  BOOST_TEST(orders.empty());
  BOOST_TEST(refunds.empty());
  BOOST_TEST(mails.at(0).ids.empty());
  BOOST_TEST(mails.at(0).filter.error.value() == "mailbox");
  BOOST_TEST(result("queue.retry", {{"error", "no such text"}})["retried"] ==
             0);
  const json order{{"error", "no answer"}, {"stage", "orders"}};
  BOOST_TEST(result("queue.retry", order)["retried"] == 1);
  BOOST_TEST(orders.at(0).size() == 1u);
  BOOST_TEST(refunds.empty());
  BOOST_TEST(mails.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_notification_behind_many_others_is_found_by_its_number) {
  most_listed = 1;
  BOOST_TEST(result("queue.retry", {{"id", 329}})["retried"] == 1);
  BOOST_TEST(mails.at(0).ids.at(0).value == 329);
  BOOST_TEST(retry_exit({{"id", 7}}) == 3);
  const json mail{{"id", 321}, {"stage", "notifications"}, {"dry_run", true}};
  const auto listed = result("queue.retry", mail);
  BOOST_TEST(listed["would_retry"] == 1);
  BOOST_TEST(listed["total"] == 1);
  BOOST_TEST(mails.size() == 1u);
}

BOOST_AUTO_TEST_CASE(all_notifications_with_an_error_are_tried_again) {
  most_listed = 1;
  const json mail{{"error", "mailbox"}, {"stage", "notifications"}};
  const auto done = result("queue.retry", mail);
  BOOST_TEST(done["retried"] == 2);
  BOOST_TEST(!done.contains("total"));
  BOOST_TEST(mails.at(0).ids.empty());
  BOOST_TEST(mails.at(0).filter.stage.value() == "notifications");
}

BOOST_AUTO_TEST_CASE(it_is_said_that_some_are_left) {
  most_listed = 2;
  const auto done = result("queue.retry", {{"error", "no answer"}});
  BOOST_TEST(refunds.at(0).size() == 2u);
  BOOST_TEST(done["retried"] == 2);
  BOOST_TEST(done["total"] == 3);
  const auto listed = result("queue.retry", {{"all", true}, {"dry_run", true}});
  BOOST_TEST(listed["dead"].size() == 2u);
  BOOST_TEST(listed["would_retry"] == 6);
}

BOOST_AUTO_TEST_CASE(a_dry_run_lists_and_does_nothing) {
  const auto all = result("queue.retry", {{"all", true}, {"dry_run", true}});
  BOOST_TEST(all["dry_run"] == true);
  BOOST_TEST(all["retried"] == 0);
  BOOST_TEST(all["would_retry"] == 6);
  BOOST_TEST(all["dead"].size() == 6u);
  const auto one = result("queue.retry", {{"id", 329}, {"dry_run", true}});
  BOOST_TEST(one["would_retry"] == 1);
  const json order{{"id", "ORD-0000000001"}, {"dry_run", true}};
  BOOST_TEST(result("queue.retry", order)["would_retry"] == 1);
  BOOST_TEST(retry_exit({{"id", 9}, {"dry_run", true}}) == 3);
  BOOST_TEST(orders.empty());
  BOOST_TEST(refunds.empty());
  BOOST_TEST(mails.empty());
}

BOOST_AUTO_TEST_CASE(a_stage_that_is_paused_does_not_keep_the_others_back) {
  others->retry_dead_orders =
      [](const retry_dead_orders&) -> caf::result<dead_retried> {
    return make_error(errc::refused, "orders are paused");
  };
  const auto answer = result("queue.retry", {{"all", true}});
  BOOST_TEST(answer["retried"] == 5);
  BOOST_REQUIRE_EQUAL(answer["not_retried"].size(), 1u);
  BOOST_TEST(answer["not_retried"][0]["stage"] == "orders");
  BOOST_TEST(answer["not_retried"][0]["reason"] == "orders are paused");
  BOOST_TEST(others->pokes == 1);
}

BOOST_AUTO_TEST_CASE(that_nothing_is_tried_since_it_is_paused_is_an_error) {
  others->retry_dead_refunds =
      [](const retry_dead_refunds&) -> caf::result<dead_retried> {
    return make_error(errc::refused, "refunds are paused");
  };
  for (const json& params :
       {json{{"stage", "refunds"}}, json{{"id", "REF-0000000001"}}}) {
    const auto answer = error("queue.retry", params);
    BOOST_TEST(answer["data"]["exit"] == 4);
    BOOST_TEST(answer["message"] == "refunds are paused");
  }
}

BOOST_AUTO_TEST_CASE(a_failure_of_refunds_does_not_hide_the_orders) {
  others->retry_dead_refunds =
      [](const retry_dead_refunds&) -> caf::result<dead_retried> {
    return make_error(errc::unavailable, "the database is away");
  };
  const auto answer = error("queue.retry", {{"all", true}});
  BOOST_TEST(answer["data"]["exit"] == 1);
  BOOST_TEST(answer["message"] == "1 order is tried again; refunds are not: "
                                  "the database is away");
  BOOST_TEST(mails.empty());
}

BOOST_AUTO_TEST_CASE(a_failure_of_notifications_hides_neither) {
  storage->revive_notifications =
      [](const revive_notifications&) -> caf::result<notifications_revived> {
    return make_error(errc::unavailable, "the database is away");
  };
  const auto answer = error("queue.retry", {{"all", true}});
  BOOST_TEST(answer["message"] ==
             "1 order and 3 refunds are tried again; notifications are not: "
             "the database is away");
  BOOST_TEST(error("queue.retry", {{"id", 329}})["message"] ==
             "the database is away");
  BOOST_TEST(others->pokes == 0);
}

BOOST_AUTO_TEST_CASE(nothing_named_or_too_much_is_a_wrong_request) {
  for (const json& params :
       {json::object(), json{{"id", 1}, {"all", true}}, json{{"all", false}},
        json{{"id", "x"}}, json{{"id", 1}, {"error", "x"}},
        json{{"dry_run", true}}, json{{"all", true}, {"stage", "x"}}})
    BOOST_TEST(retry_exit(params) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
