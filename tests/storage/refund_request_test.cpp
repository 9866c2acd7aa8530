// SPDX-License-Identifier: Apache-2.0
#include "domain/text.hpp"
#include "tests/storage/refund_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>
#include <vector>

using namespace orderd;
using verdict = domain::refund_decision::verdict;

namespace {

bool shows(const std::string& reason, const std::string& part) {
  return reason.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_request, testing::refund_shop)

BOOST_AUTO_TEST_CASE(an_accepted_refund_is_on_record_before_anybody_is_asked) {
  const auto order = paid_order();
  auto wanted = partial(order, 2500, "k1");
  wanted.reason = "broken";
  wanted.notes = "sent a photo";
  const auto result = request({wanted});
  BOOST_TEST(result.accepted == 1);
  BOOST_REQUIRE(result.open.size() == 1);
  const auto& open = result.open[0];
  BOOST_TEST(open.refund.value == 1);
  BOOST_TEST((open.order == order));
  BOOST_TEST(open.amount.minor == 2500);
  BOOST_TEST(open.attempts == 0);
  BOOST_TEST((result.decisions.at(0).what == verdict::accepted));
  BOOST_TEST((result.decisions[0].refund == open.refund));
  BOOST_TEST(text("SELECT concat_ws('|', order_id, id, refund_number,"
                  " refund_amount, currency, type, status, reason, notes,"
                  " restock, idempotency_key, length(params_digest), attempts,"
                  " requested_at, completed_at, import_id, line, final_batch)"
                  " FROM refunds") ==
             "1|1|REF-0000000001|2500|USD|partial|processing|broken|"
             "sent a photo|none|k1|32|0|2026-11-24 10:00:00+00");
  BOOST_TEST(state_of(order) == "paid|paid");
  BOOST_TEST(number("SELECT seq FROM lane WHERE connection = 0") ==
             result.mark.seq);
  check_rules();
}

BOOST_AUTO_TEST_CASE(what_is_not_asked_for_at_once_is_pending) {
  const auto order = paid_order();
  auto later = single_refunds({full(order)});
  later.ask_now = false;
  const auto result = writer().request_refunds(later);
  BOOST_TEST(result.accepted == 1);
  BOOST_TEST(result.open.empty());
  BOOST_TEST(text("SELECT concat_ws('|', refund_amount, type, status, restock,"
                  " idempotency_key, params_digest) FROM refunds") ==
             "5948|full|pending|all");
  check_rules();
}

BOOST_AUTO_TEST_CASE(pending_amounts_count_and_refusals_show_the_numbers) {
  const auto order = paid_order();
  completed(partial(order, 2500));
  const auto over = refused(partial(order, 3449));
  BOOST_TEST(over.code == "amount_not_left");
  BOOST_TEST(over.column == "amount");
  BOOST_TEST(shows(over.reason, "at most 34.48"));
  BOOST_TEST(shows(over.reason, "captured 59.48, refunded 25.00"));
  accepted(partial(order, 3000));
  const auto more = refused(partial(order, 449));
  BOOST_TEST(shows(more.reason, "at most 4.48"));
  BOOST_TEST(shows(more.reason, "pending 30.00"));
  auto rest = full(order);
  rest.amount = domain::money{447};
  BOOST_TEST(refused(rest).code == "amount_not_the_rest");
  BOOST_TEST(accepted(full(order)).amount.minor == 448);
  BOOST_TEST(refused(full(order)).code == "nothing_left");
  BOOST_TEST(number("SELECT sum(refund_amount) FROM refunds") == 5948);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_batch_is_decided_in_its_order) {
  const auto order = paid_order(), other = paid_order();
  const auto result = request({partial(order, 3000), partial(other, 5948),
                               partial(order, 3000), full(order), full(other)});
  BOOST_TEST(result.accepted == 3);
  BOOST_TEST(result.rejected == 2);
  BOOST_TEST(result.decisions[2].code == "amount_not_left");
  BOOST_TEST(result.decisions[4].code == "nothing_left");
  BOOST_REQUIRE(result.open.size() == 3);
  BOOST_TEST(result.open[2].amount.minor == 2948);
  // Ids rise in the order of the request, without gaps.
  BOOST_TEST(result.open[0].refund.value == 1);
  BOOST_TEST(result.open[2].refund.value == 3);
  BOOST_TEST(accepted(partial(paid_order(), 1)).refund.value == 4);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_key_gives_the_same_answer_for_ever) {
  const auto order = paid_order();
  const auto first = completed(partial(order, 2500, "k"));
  for (int i = 0; i < 2; ++i) {
    const auto again = request({partial(order, 2500, "k")});
    BOOST_TEST(again.duplicates == 1);
    BOOST_TEST(again.open.empty());
    BOOST_TEST((again.decisions[0].what == verdict::duplicate));
    BOOST_TEST((again.decisions[0].refund == first.refund));
    BOOST_TEST((again.decisions[0].order == order));
    if (i == 0)
      completed(full(order));
  }
  for (auto other : {partial(order, 2501, "k"), full(order, "k"),
                     partial(paid_order(), 2500, "k")}) {
    const auto no = refused(other);
    BOOST_TEST(no.code == "refund_key_conflict");
    BOOST_TEST(no.column == "key");
    BOOST_TEST(shows(no.reason, "REF-0000000001"));
  }
  check_rules();
}

BOOST_AUTO_TEST_CASE(equal_keys_in_one_batch_are_one_refund) {
  const auto order = paid_order();
  const auto result =
      request({partial(order, 9999, "k"), partial(order, 100, "k"),
               partial(order, 100, "k"), partial(order, 101, "k")});
  BOOST_TEST(result.decisions[0].code == "amount_not_left");
  BOOST_TEST((result.decisions[1].what == verdict::accepted));
  BOOST_TEST((result.decisions[2].what == verdict::duplicate));
  BOOST_TEST((result.decisions[2].refund == result.decisions[1].refund));
  BOOST_TEST(result.decisions[3].code == "refund_key_conflict");
  BOOST_TEST(number("SELECT count(*) FROM refunds") == 1);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_not_remembered) {
  const auto order = paid_order();
  const auto first = accepted(partial(order, 5000));
  BOOST_TEST(refused(partial(order, 2500, "k")).code == "amount_not_left");
  settle({answer(first, false)});
  BOOST_TEST(accepted(partial(order, 2500, "k")).amount.minor == 2500);
}

BOOST_AUTO_TEST_CASE(a_slip_of_the_hand_is_refused_for_a_minute) {
  const auto order = paid_order();
  auto one = partial(order, 1000);
  one.guard_repeat = true;
  accepted(one);
  BOOST_TEST(refused(one).code == "refund_repeated");
  auto later = single_refunds({one});
  later.now += domain::repeat_window;
  BOOST_TEST(writer().request_refunds(later).accepted == 1);
  one.guard_repeat = false;
  accepted(one);
}

BOOST_AUTO_TEST_CASE(orders_are_found_by_id_and_by_reference) {
  const auto order = paid_order("ada@example.com", "A 1");
  auto by_ref = partial({}, 100);
  by_ref.order = {{}, "web", "A 1"};
  auto unknown = by_ref;
  unknown.order.source = "elsewhere";
  const auto result = request({by_ref, unknown, partial({4711}, 100)});
  BOOST_TEST(result.accepted == 1);
  BOOST_TEST((result.open.at(0).order == order));
  BOOST_TEST(result.decisions[1].code == "unknown_order");
  BOOST_TEST(result.decisions[1].column == "order");
  BOOST_TEST(shows(result.decisions[1].reason, "there is no order"));
  BOOST_TEST(shows(result.decisions[1].reason, "elsewhere:A 1"));
  BOOST_TEST(shows(result.decisions[2].reason, "ORD-0000004711"));
  BOOST_TEST(result.decisions[2].order.value == 0);
}

BOOST_AUTO_TEST_CASE(unknown_orders_alone_are_no_transaction) {
  const auto before = number("SELECT max(seq) FROM lane");
  auto by_ref = partial({}, 100);
  by_ref.order = {{}, "web", "nothing"};
  BOOST_TEST(request({by_ref}).rejected == 1);
  BOOST_TEST(request({}).decisions.empty());
  BOOST_TEST(number("SELECT max(seq) FROM lane") == before);
}

BOOST_AUTO_TEST_CASE(nothing_is_refunded_of_what_was_not_paid) {
  const auto open = accept(single({testing::buy("a@example.com", "PEN")}));
  const auto processing = open.open.at(0).order;
  BOOST_TEST(refused(full(processing)).code == "order_in_progress");
  finalize({testing::declined(open.open[0])});
  const auto no = refused(partial(processing, 100));
  BOOST_TEST(no.code == "order_not_paid");
  BOOST_TEST(shows(no.reason, "captured 0.00"));
  BOOST_TEST(refused(partial(paid_order(), 0)).code == "invalid_amount");
  BOOST_TEST(refused(partial(paid_order(), -1)).code == "invalid_amount");
  check_rules();
}

BOOST_AUTO_TEST_CASE(amounts_at_the_limits_are_refused_with_numbers) {
  const auto order = paid_order();
  const auto most =
      refused(partial(order, std::numeric_limits<std::int64_t>::max()));
  BOOST_TEST(shows(most.reason, "92233720368547758.07"));
  BOOST_TEST(shows(most.reason, "at most 59.48"));
  const auto least =
      refused(partial(order, std::numeric_limits<std::int64_t>::min()));
  BOOST_TEST(shows(least.reason, "-92233720368547758.08"));
  const auto units_most =
      refused(units(order, "MUG", std::numeric_limits<std::int32_t>::max()));
  BOOST_TEST(units_most.code == "units_not_left");
  BOOST_TEST(shows(units_most.reason, "at most 2"));
}

BOOST_AUTO_TEST_CASE(lines_are_refunded_at_their_price_once) {
  const auto order = paid_order();
  const auto mug = accepted(units(order, "MUG", 1));
  BOOST_TEST(mug.amount.minor == 2499);
  BOOST_TEST(refused(units(order, "MUG", 2)).code == "units_not_left");
  BOOST_TEST(refused(units(order, "HAT", 1)).code == "unknown_line");
  const auto both = request(
      {units(order, "MUG", 1), units(order, "MUG", 1), units(order, "PEN", 1)});
  BOOST_TEST(both.accepted == 2);
  BOOST_TEST(both.decisions[1].code == "units_not_left");
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', refund_id, line_no,"
                  " quantity, restocked, amount), ', ' ORDER BY refund_id)"
                  " FROM refund_items") ==
             "1 1 1 0 2499, 2 1 1 0 2499, 3 2 1 0 950");
  settle({answer(mug, false)});
  BOOST_TEST(accepted(units(order, "MUG", 1)).amount.minor == 2499);
  check_rules();
}

BOOST_AUTO_TEST_CASE(currencies_without_and_with_three_decimals_work) {
  for (const auto& [code, shown] :
       {std::pair<std::string, std::string>{"JPY", "at most 5948 JPY"},
        {"KWD", "at most 5.948 KWD"}}) {
    settings.currency = code;
    auto own = writer_at(database.url(), 1);
    const auto order = paid_order();
    const auto result =
        own->request_refunds(single_refunds({partial(order, 5949)}));
    BOOST_TEST(shows(result.decisions[0].reason, shown));
    places[1].seq += 1;
  }
}

BOOST_AUTO_TEST_SUITE_END()
