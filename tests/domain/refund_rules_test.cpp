// SPDX-License-Identifier: Apache-2.0
#include "tests/domain/refund_books.hpp"

#include <limits>

using namespace orderd::domain;
using namespace orderd::domain::refund_books;

BOOST_AUTO_TEST_SUITE(refund_rules_test)

BOOST_AUTO_TEST_CASE(refund_larger_than_payment_is_refused) {
  const auto why = refusal(paid_order(), partial(5'949));
  BOOST_TEST(why.code == code::amount_not_left);
  BOOST_TEST(why.column == "amount");
  BOOST_TEST(why.reason ==
             "cannot refund 59.49 USD of ORD-0000000042: at most 59.48 USD is "
             "left (captured 59.48, refunded 0.00, pending 0.00)");
}

BOOST_AUTO_TEST_CASE(what_is_refunded_already_is_not_left) {
  auto books = paid_order();
  complete(books, 1, partial(2'500));
  BOOST_TEST(says(refusal(books, partial(3'449)), "at most 34.48 USD is left"));
  BOOST_TEST(plan(books, partial(3'448)).amount.minor == 3'448);
}

BOOST_AUTO_TEST_CASE(a_pending_amount_is_not_left) {
  auto books = paid_order();
  book(books, {1}, {money{2'500}, restock_rule::none, {}},
       refund_status::pending, now);
  BOOST_TEST(books.refundable().minor == 3'448);
  BOOST_TEST(says(refusal(books, partial(3'449)), "pending 25.00"));
}

BOOST_AUTO_TEST_CASE(a_full_refund_is_whatever_is_left) {
  auto books = paid_order();
  complete(books, 1, partial(2'500));
  BOOST_TEST(plan(books, full()).amount.minor == 3'448);
}

BOOST_AUTO_TEST_CASE(a_full_refund_of_another_amount_is_refused) {
  auto refund = full();
  refund.amount = money{5'947};
  const auto why = refusal(paid_order(), refund);
  BOOST_TEST(why.code == code::amount_not_the_rest);
  BOOST_TEST(says(why, "is 59.48 USD, not 59.47 USD"));
  refund.amount = money{5'948};
  BOOST_TEST(plan(paid_order(), refund).amount.minor == 5'948);
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_a_refunded_order) {
  auto books = paid_order();
  complete(books, 1, full());
  BOOST_TEST((refusal(books, full()).code == code::nothing_left));
  BOOST_TEST((refusal(books, partial(1)).code == code::nothing_left));
}

BOOST_AUTO_TEST_CASE(amounts_of_nothing_and_less_are_refused) {
  for (const std::int64_t minor : {std::int64_t{0}, std::int64_t{-1},
                                   std::numeric_limits<std::int64_t>::min()}) {
    const auto why = refusal(paid_order(), partial(minor));
    BOOST_TEST(why.code == code::invalid_amount);
    BOOST_TEST(says(why, "captured 59.48"));
  }
}

BOOST_AUTO_TEST_CASE(the_largest_amount_is_refused_with_its_numbers) {
  const auto why =
      refusal(paid_order(), partial(std::numeric_limits<std::int64_t>::max()));
  BOOST_TEST(why.code == code::amount_not_left);
  BOOST_TEST(says(why, "92233720368547758.07 USD"));
}

BOOST_AUTO_TEST_CASE(amounts_show_the_decimals_of_their_currency) {
  auto books = paid_order();
  BOOST_TEST(says(refusal(books, partial(5'949), {"JPY", 0}),
                  "at most 5948 JPY is left"));
  BOOST_TEST(says(refusal(books, partial(5'949), {"KWD", 3}),
                  "at most 5.948 KWD is left"));
}

BOOST_AUTO_TEST_CASE(an_order_in_processing_is_not_refunded) {
  auto books = paid_order();
  books.captured = {};
  books.state = {order_status::processing, payment_status::processing};
  BOOST_TEST((refusal(books, full()).code == code::order_in_progress));
}

BOOST_AUTO_TEST_CASE(an_unpaid_order_is_not_refunded) {
  for (const auto payment :
       {payment_status::failed, payment_status::not_charged}) {
    auto books = paid_order();
    books.captured = {};
    books.state = {order_status::cancelled, payment};
    const auto why = refusal(books, full());
    BOOST_TEST(why.code == code::order_not_paid);
    BOOST_TEST(says(why, to_string(payment)));
  }
}

BOOST_AUTO_TEST_CASE(only_a_full_refund_before_shipping_restocks_by_itself) {
  auto books = paid_order();
  BOOST_TEST((plan(books, full()).restock == restock_rule::all));
  BOOST_TEST((plan(books, partial(100)).restock == restock_rule::none));
  BOOST_TEST((plan(books, partial(5'948)).restock == restock_rule::none));
  books.state.status = order_status::shipped;
  BOOST_TEST((plan(books, full()).restock == restock_rule::none));
}

BOOST_AUTO_TEST_CASE(a_rule_that_was_given_counts) {
  auto refund = full();
  refund.restock = restock_rule::none;
  BOOST_TEST((plan(paid_order(), refund).restock == restock_rule::none));
  refund = partial(100);
  refund.restock = restock_rule::all;
  BOOST_TEST((plan(paid_order(), refund).restock == restock_rule::all));
}

BOOST_AUTO_TEST_CASE(more_units_than_were_sold_are_refused) {
  auto books = paid_order();
  BOOST_TEST(says(refusal(books, of_lines({{"MOUSE", 3}})),
                  "at most 2 of the 2 sold can be"));
  complete(books, 1, of_lines({{"MOUSE", 1}}));
  const auto why = refusal(books, of_lines({{"MOUSE", 2}}));
  BOOST_TEST(why.code == code::units_not_left);
  BOOST_TEST(says(why, "at most 1 of the 2 sold"));
  BOOST_TEST(
      (refusal(books, of_lines({{"MOUSE", 0}})).code == code::units_not_left));
}

BOOST_AUTO_TEST_CASE(one_sku_on_two_lines_and_named_twice_is_spread) {
  auto books = paid_order();
  books.lines.push_back({3, "MOUSE", {1}, 3, {2'000}, 0, 0});
  books.captured = {11'948};
  const auto planned = plan(books, of_lines({{"MOUSE", 1}, {"MOUSE", 3}}));
  const std::vector<planned_refund_line> wanted{{1, 2, {4'998}},
                                                {3, 2, {4'000}}};
  BOOST_TEST((planned.lines == wanted));
}

BOOST_AUTO_TEST_CASE(a_line_that_is_not_there_is_refused) {
  const auto why = refusal(paid_order(), of_lines({{"DESK", 1}}));
  BOOST_TEST(why.code == code::unknown_line);
  BOOST_TEST(says(why, "DESK"));
}

BOOST_AUTO_TEST_CASE(an_amount_beside_lines_must_be_theirs) {
  auto refund = of_lines({{"CABLE", 1}});
  refund.amount = money{951};
  BOOST_TEST((refusal(paid_order(), refund).code == code::amount_not_of_lines));
  refund.amount = money{950};
  BOOST_TEST(plan(paid_order(), refund).amount.minor == 950);
}

BOOST_AUTO_TEST_CASE(lines_that_cost_more_than_is_left_are_refused) {
  auto books = paid_order();
  complete(books, 1, partial(5'000));
  BOOST_TEST(
      (refusal(books, of_lines({{"MOUSE", 1}})).code == code::amount_not_left));
}

BOOST_AUTO_TEST_CASE(free_lines_alone_are_no_refund) {
  auto books = paid_order();
  books.lines[1].unit_price = {};
  BOOST_TEST(
      (refusal(books, of_lines({{"CABLE", 1}})).code == code::invalid_amount));
}

BOOST_AUTO_TEST_CASE(the_same_amount_within_a_minute_is_refused_if_guarded) {
  auto books = paid_order();
  complete(books, 9, partial(1'000));
  auto again = partial(1'000);
  BOOST_TEST(plan(books, again).amount.minor == 1'000);
  again.guard_repeat = true;
  const auto why = refusal(books, again);
  BOOST_TEST(why.code == code::refund_repeated);
  BOOST_TEST(says(why, "REF-0000000009 is completed"));
  again.amount = money{1'001};
  BOOST_TEST(plan(books, again).amount.minor == 1'001);
}

BOOST_AUTO_TEST_CASE(the_rest_of_half_a_refund_is_no_repetition) {
  auto books = paid_order();
  complete(books, 1, partial(2'974));
  auto rest = full();
  rest.guard_repeat = true;
  BOOST_TEST(plan(books, rest).amount.minor == 2'974);
  rest.amount = money{2'974};
  BOOST_TEST((refusal(books, rest).code == code::refund_repeated));
}

BOOST_AUTO_TEST_CASE(after_a_minute_the_same_amount_is_another_refund) {
  auto books = paid_order();
  complete(books, 1, partial(1'000));
  auto again = partial(1'000);
  again.guard_repeat = true;
  const auto tick = std::chrono::microseconds{1};
  BOOST_TEST(!plan_refund(again, books, usd, now + repeat_window - tick));
  BOOST_TEST(plan_refund(again, books, usd, now + repeat_window).has_value());
}

BOOST_AUTO_TEST_CASE(a_declined_refund_may_be_tried_again_at_once) {
  auto books = paid_order();
  book(books, {1}, {money{1'000}, restock_rule::none, {}},
       refund_status::processing, now);
  release_refund(books, {1}, refund_status::failed, {});
  auto again = partial(1'000);
  again.guard_repeat = true;
  BOOST_TEST(plan(books, again).amount.minor == 1'000);
}

BOOST_AUTO_TEST_SUITE_END()
