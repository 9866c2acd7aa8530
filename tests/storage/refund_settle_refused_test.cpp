// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refund_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace orderd;

namespace {

struct refusing_shop : testing::refund_shop {
  /// Refunds of 1.00 each, of orders of their own.
  std::vector<domain::open_refund> open_refunds(int count) {
    std::vector<domain::refund_input> wanted;
    for (const auto order : paid_orders(count))
      wanted.push_back(partial(order, 100));
    return request(wanted).open;
  }

  static domain::refund_answer spoilt(const domain::open_refund& refund) {
    auto said = answer(refund);
    said.transaction_id = "rx-\xff\xfe";
    return said;
  }

  std::string letters() {
    return text("SELECT coalesce(string_agg(concat_ws(' ', stage, subject_id,"
                " attempts), ', ' ORDER BY subject_id), '')"
                " FROM dead_letters");
  }

  // Leaves room for `rest` more on the day and on the order's day.
  void fill_the_day(std::int64_t rest) {
    change("UPDATE daily_kpis SET refunds = 9223372036854775807 - " +
           std::to_string(rest));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_settle_refused, refusing_shop)

BOOST_AUTO_TEST_CASE(a_refused_answer_makes_its_refund_dead_and_no_other) {
  const auto open = open_refunds(5);
  const auto result =
      settle({answer(open[0]), spoilt(open[1]), answer(open[2], false),
              spoilt(open[3]), answer(open[4])});
  BOOST_TEST(result.completed == 2);
  BOOST_TEST(result.failed == 1);
  BOOST_REQUIRE(result.refused.size() == 2);
  BOOST_TEST((result.refused[0].refund == open[1].refund));
  BOOST_TEST((result.refused[0].order == open[1].order));
  BOOST_TEST(result.refused[0].attempts == 1);
  BOOST_TEST((result.refused[1].refund == open[3].refund));
  BOOST_TEST(result.refused[0].error_message.find("invalid byte sequence") !=
             std::string::npos);
  BOOST_TEST(letters() == "refunds 2 1, refunds 4 1");
  BOOST_TEST(text("SELECT concat_ws('|', r.status, r.attempts,"
                  " r.transaction_id, r.error_message = d.error_message)"
                  " FROM refunds r JOIN dead_letters d ON d.subject_id = r.id"
                  " WHERE r.id = 2") == "pending|1||t");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_single_refused_answer_makes_its_refund_dead) {
  const auto open = open_refunds(1);
  const auto before = number("SELECT max(seq) FROM lane");
  const auto result = settle({spoilt(open[0])});
  BOOST_TEST(result.completed == 0);
  BOOST_TEST(result.refused.size() == 1);
  BOOST_TEST(result.facts.notices.empty());
  BOOST_TEST(number("SELECT max(seq) FROM lane") == before + 1);
  BOOST_TEST(letters() == "refunds 1 1");
  BOOST_TEST(number("SELECT count(*) FROM batches WHERE kind = 'refund'") == 0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(every_text_of_an_answer_may_be_refused) {
  const auto open = open_refunds(3);
  auto zero = answer(open[0]), gateway = answer(open[1]);
  auto declined = answer(open[2], false);
  zero.transaction_id = std::string("rx-\0-1", 6);
  gateway.gateway = "\xc0\x80";
  declined.error_message = "no funds \xed\xa0\x80";
  BOOST_TEST(settle({zero, gateway, declined}).refused.size() == 3);
  BOOST_TEST(letters() == "refunds 1 1, refunds 2 1, refunds 3 1");
  check_rules();
}

BOOST_AUTO_TEST_CASE(an_answer_without_attempts_is_dead_after_one) {
  const auto open = open_refunds(1);
  auto late = spoilt(open[0]);
  late.attempts = 0;
  BOOST_TEST(settle({late}).refused.at(0).attempts == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_figure_that_overflows_makes_its_refund_dead) {
  const auto open = open_refunds(2);
  fill_the_day(99);
  const auto result = settle({answer(open[0]), answer(open[1], false)});
  BOOST_TEST(result.completed == 0);
  BOOST_TEST(result.failed == 1);
  BOOST_REQUIRE(result.refused.size() == 1);
  BOOST_TEST(result.refused[0].error_message.find("out of range") !=
             std::string::npos);
  BOOST_TEST(letters() == "refunds 1 1");
}

BOOST_AUTO_TEST_CASE(
    what_overflows_only_together_is_settled_as_far_as_it_fits) {
  const auto open = open_refunds(8);
  fill_the_day(350);
  std::vector<domain::refund_answer> answers;
  for (const auto& one : open)
    answers.push_back(answer(one));
  const auto result = settle(answers);
  BOOST_TEST(result.completed == 3);
  BOOST_TEST(result.refused.size() == 5);
  BOOST_TEST(letters() == "refunds 4 1, refunds 5 1, refunds 6 1, refunds 7 1,"
                          " refunds 8 1");
  BOOST_TEST(number("SELECT refunds FROM daily_kpis") == INT64_MAX - 50);
}

BOOST_AUTO_TEST_CASE(a_refused_answer_about_a_settled_refund_is_left_alone) {
  const auto open = open_refunds(3);
  settle({answer(open[0])});
  const auto result =
      settle({spoilt(open[0]), spoilt(open[1]), answer(open[2])});
  BOOST_TEST(result.completed == 1);
  BOOST_TEST(result.refused.size() == 1);
  BOOST_TEST(status_of(open[0].refund) == "completed");
  // The second answer counts, since the first one cannot.
  auto last = settle({spoilt(open[1]), answer(open[1])});
  BOOST_TEST(last.completed == 1);
  BOOST_TEST(last.refused.empty());
  BOOST_TEST(letters().empty());
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_refund_that_was_refused_may_be_asked_for_again) {
  const auto open = open_refunds(1);
  settle({spoilt(open[0])});
  BOOST_TEST(settle({spoilt(open[0])}).refused.size() == 1);
  BOOST_TEST(letters() == "refunds 1 1");
  const auto again = writer().revive_refunds({});
  BOOST_REQUIRE(again.size() == 1);
  BOOST_TEST(again[0].attempts == 1);
  BOOST_TEST(letters().empty());
  BOOST_TEST(settle({answer(again[0])}).completed == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(two_refused_answers_about_one_refund_are_one) {
  const auto open = open_refunds(2);
  const auto result =
      settle({spoilt(open[0]), answer(open[1]), spoilt(open[0])});
  BOOST_TEST(result.completed == 1);
  BOOST_TEST(result.refused.size() == 1);
  BOOST_TEST(letters() == "refunds 1 1");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_dead_letter_is_recorded_whatever_the_gateway_said) {
  const auto open = open_refunds(1);
  const std::vector<domain::dead_refund> dead{
      {open[0].refund, open[0].order, 3, "busy \xff"}};
  writer().record_dead_refunds(dead, testing::now);
  BOOST_TEST(text("SELECT error_message FROM dead_letters") == "busy \\xFF");
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
