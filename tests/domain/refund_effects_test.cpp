// SPDX-License-Identifier: Apache-2.0
#include "tests/domain/refund_books.hpp"

using namespace orderd::domain;
using namespace orderd::domain::refund_books;

BOOST_AUTO_TEST_SUITE(refund_effects_test)

BOOST_AUTO_TEST_CASE(a_released_amount_is_left_again) {
  for (const auto end : {refund_status::failed, refund_status::cancelled}) {
    auto books = paid_order();
    book(books, {1}, {money{5'948}, restock_rule::none, {}},
         refund_status::processing, now);
    release_refund(books, {1}, end, {});
    BOOST_TEST(plan(books, full()).amount.minor == 5'948);
    BOOST_TEST(
        (books.state == order_state{order_status::paid, payment_status::paid}));
  }
}

BOOST_AUTO_TEST_CASE(a_partial_refund_leaves_the_order_paid) {
  auto books = paid_order();
  const auto done = complete(books, 1, partial(2'500));
  BOOST_TEST((done.state == order_state{order_status::paid,
                                        payment_status::partially_refunded}));
  BOOST_TEST(!done.cancels_order);
  BOOST_TEST(done.restocked.empty());
}

BOOST_AUTO_TEST_CASE(an_order_not_shipped_is_cancelled_by_its_full_refund) {
  auto books = paid_order();
  const auto done = complete(books, 1, full());
  BOOST_TEST((done.state ==
              order_state{order_status::cancelled, payment_status::refunded}));
  BOOST_TEST(done.cancels_order);
}

BOOST_AUTO_TEST_CASE(partial_refunds_of_everything_cancel_it_too) {
  auto books = paid_order();
  complete(books, 1, partial(2'500));
  const auto done = complete(books, 2, partial(3'448));
  BOOST_TEST(done.cancels_order);
  BOOST_TEST(done.restocked.empty());
}

BOOST_AUTO_TEST_CASE(a_shipped_order_keeps_its_status) {
  for (const auto status : {order_status::shipped, order_status::delivered}) {
    auto books = paid_order();
    books.state.status = status;
    const auto done = complete(books, 1, full());
    BOOST_TEST((done.state == order_state{status, payment_status::refunded}));
    BOOST_TEST(!done.cancels_order);
  }
}

BOOST_AUTO_TEST_CASE(a_full_refund_puts_every_unit_back) {
  auto books = paid_order();
  const auto done = complete(books, 1, full());
  BOOST_TEST_REQUIRE(done.restocked.size() == 2U);
  BOOST_TEST(done.restocked[0].units == 2);
  BOOST_TEST((done.restocked[0].product == product_id{1}));
  BOOST_TEST(done.restocked[1].units == 1);
}

BOOST_AUTO_TEST_CASE(two_partials_never_put_a_unit_back_twice) {
  auto books = paid_order();
  auto refund = partial(1'000);
  refund.restock = restock_rule::all;
  BOOST_TEST(complete(books, 1, refund).restocked.size() == 2U);
  refund.amount = money{2'000};
  BOOST_TEST(complete(books, 2, refund).restocked.empty());
  BOOST_TEST(books.lines[0].restocked == books.lines[0].sold);
}

BOOST_AUTO_TEST_CASE(lines_are_refunded_and_restocked_at_their_price) {
  auto books = paid_order();
  const auto planned = plan(books, of_lines({{"MOUSE", 1}, {"CABLE", 1}}));
  BOOST_TEST(planned.amount.minor == 2'499 + 950);
  const std::vector<planned_refund_line> wanted{{1, 1, {2'499}}, {2, 1, {950}}};
  BOOST_TEST((planned.lines == wanted));
  book(books, {1}, planned, refund_status::processing, now);
  const auto done = complete_refund(books, {1}, planned.lines);
  BOOST_TEST_REQUIRE(done.restocked.size() == 2U);
  BOOST_TEST(done.restocked[0].units == 1);
}

BOOST_AUTO_TEST_CASE(the_rest_is_restocked_beside_lines_if_asked) {
  auto books = paid_order();
  auto refund = of_lines({{"CABLE", 1}});
  refund.restock = restock_rule::all;
  const auto done = complete(books, 1, refund);
  BOOST_TEST_REQUIRE(done.restocked.size() == 2U);
  BOOST_TEST(done.restocked[0].units == 2);
}

BOOST_AUTO_TEST_CASE(units_of_a_pending_refund_are_taken) {
  auto books = paid_order();
  const auto planned = plan(books, of_lines({{"MOUSE", 2}}));
  book(books, {1}, planned, refund_status::processing, now);
  BOOST_TEST(
      (refusal(books, of_lines({{"MOUSE", 1}})).code == code::units_not_left));
  release_refund(books, {1}, refund_status::failed, planned.lines);
  BOOST_TEST(plan(books, of_lines({{"MOUSE", 2}})).amount.minor == 4'998);
}

BOOST_AUTO_TEST_CASE(a_reversal_brings_the_money_back_but_not_the_order) {
  auto books = paid_order();
  complete(books, 1, partial(2'500));
  complete(books, 2, partial(3'448));
  BOOST_TEST((reverse_refund(books, {2}) ==
              order_state{order_status::cancelled,
                          payment_status::partially_refunded}));
  BOOST_TEST((reverse_refund(books, {1}) ==
              order_state{order_status::cancelled, payment_status::paid}));
  BOOST_TEST(plan(books, full()).amount.minor == 5'948);
  BOOST_TEST(!complete(books, 3, full()).cancels_order);
}

BOOST_AUTO_TEST_CASE(what_came_back_before_a_reversal_comes_back_once) {
  auto books = paid_order();
  complete(books, 1, full());
  reverse_refund(books, {1});
  BOOST_TEST(complete(books, 2, full()).restocked.empty());
}

BOOST_AUTO_TEST_CASE(units_named_again_after_a_reversal_are_back_already) {
  auto books = paid_order();
  books.captured = {3 * 2'499 + 950};
  books.lines[0].sold = 3;
  const auto back = [&](std::int64_t id, int units) {
    const auto done = complete(books, id, of_lines({{"MOUSE", units}}));
    return done.restocked.empty() ? 0 : done.restocked.front().units;
  };
  BOOST_TEST(back(1, 2) == 2);
  reverse_refund(books, {1}, {{1, 2, {2 * 2'499}}});
  BOOST_TEST(books.lines[0].refunded == 0);
  BOOST_TEST(back(2, 2) == 0);
  BOOST_TEST(back(3, 1) == 1);
  BOOST_TEST(books.lines[0].restocked == 3);
}

BOOST_AUTO_TEST_CASE(units_of_open_refunds_are_not_back_yet) {
  auto books = paid_order();
  complete(books, 1, of_lines({{"MOUSE", 1}}));
  reverse_refund(books, {1}, {{1, 1, {2'499}}});
  book(books, {2}, plan(books, of_lines({{"MOUSE", 1}})),
       refund_status::processing, now);
  BOOST_TEST(complete(books, 3, of_lines({{"MOUSE", 1}})).restocked.empty());
  BOOST_TEST(complete_refund(books, {2}, {{1, 1, {2'499}}}).restocked.size() ==
             1U);
}

BOOST_AUTO_TEST_CASE(every_state_that_refunds_lead_to_is_a_legal_step) {
  for (const auto status :
       {order_status::paid, order_status::shipped, order_status::delivered}) {
    auto books = paid_order();
    books.state.status = status;
    const auto step = [&](auto change) {
      const auto before = books.state;
      change();
      BOOST_TEST((before == books.state || is_legal_step(before, books.state)));
    };
    step([&] { complete(books, 1, partial(100)); });
    step([&] { complete(books, 2, partial(100)); });
    step([&] { complete(books, 3, full()); });
    step([&] { reverse_refund(books, {3}); });
    step([&] { complete(books, 4, partial(100)); });
    step([&] { reverse_refund(books, {4}); });
    step([&] { reverse_refund(books, {2}); });
    step([&] { reverse_refund(books, {1}); });
    step([&] { complete(books, 5, full()); });
    step([&] { reverse_refund(books, {5}); });
  }
}

BOOST_AUTO_TEST_SUITE_END()
