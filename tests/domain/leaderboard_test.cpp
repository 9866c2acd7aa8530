// SPDX-License-Identifier: Apache-2.0
#include "domain/leaderboard.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>

using namespace orderd::domain;

namespace {

bool same(const customer_totals& a, const customer_totals& b) {
  return a.customer == b.customer && a.spent == b.spent && a.orders == b.orders;
}

std::vector<customer_delta> random_deltas(std::mt19937& random, int count) {
  std::vector<customer_delta> deltas;
  for (int i = 0; i < count; ++i)
    deltas.push_back({{1 + static_cast<std::int64_t>(random() % 60)},
                      static_cast<std::int64_t>(random() % 41) - 20,
                      static_cast<std::int64_t>(random() % 2)});
  return deltas;
}

std::vector<customer_totals>
ranked(const std::map<customer_id, customer_totals>& totals) {
  std::vector<customer_totals> order;
  for (const auto& [id, entry] : totals)
    order.push_back(entry);
  std::ranges::sort(order, leaderboard_order{});
  return order;
}

leaderboard board_of(const std::vector<customer_delta>& deltas) {
  leaderboard board;
  for (const auto& delta : deltas)
    board.apply(delta);
  return board;
}

} // namespace

BOOST_AUTO_TEST_SUITE(leaderboard_test)

BOOST_AUTO_TEST_CASE(who_spent_more_comes_first_and_ties_go_by_id) {
  const auto board = board_of({{{5}, 100, 1}, {{3}, 100, 1}, {{9}, 200, 2}});
  const auto top = board.top(10);
  BOOST_REQUIRE(top.size() == 3u);
  BOOST_TEST(top[0].customer.value == 9);
  BOOST_TEST(top[1].customer.value == 3);
  BOOST_TEST(top[2].customer.value == 5);
  BOOST_TEST(board.rank({5}).value() == 3u);
  BOOST_TEST(!board.rank({4}));
  BOOST_TEST(!board.find({4}));
}

BOOST_AUTO_TEST_CASE(a_refund_moves_a_customer_down_and_keeps_the_orders) {
  auto board = board_of({{{1}, 300, 2}, {{2}, 200, 1}});
  board.apply({{1}, -150, 0});
  BOOST_TEST(board.top(1).front().customer.value == 2);
  BOOST_TEST(board.find({1})->spent == 150);
  BOOST_TEST(board.find({1})->orders == 2);
}

BOOST_AUTO_TEST_CASE(top_gives_no_more_than_asked_for) {
  const auto board = board_of({{{1}, 3, 1}, {{2}, 2, 1}, {{3}, 1, 1}});
  BOOST_TEST(board.top(0).empty());
  BOOST_TEST(board.top(2).size() == 2u);
}

BOOST_AUTO_TEST_CASE(it_equals_a_sorted_list_on_random_updates) {
  std::mt19937 random{42};
  leaderboard board;
  std::map<customer_id, customer_totals> reference;
  for (int round = 0; round < 200; ++round) {
    for (const auto& delta : random_deltas(random, 10)) {
      board.apply(delta);
      auto& entry = reference[delta.customer];
      entry.customer = delta.customer;
      entry.spent += delta.spent;
      entry.orders += delta.orders;
    }
    const auto expected = ranked(reference);
    BOOST_REQUIRE(std::ranges::equal(board.top(1'000), expected, same));
    BOOST_REQUIRE(board.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      BOOST_REQUIRE(board.rank(expected[i].customer).value() == i + 1);
  }
}

BOOST_AUTO_TEST_CASE(the_digest_does_not_depend_on_the_order_of_updates) {
  std::mt19937 random{7};
  for (int round = 0; round < 50; ++round) {
    auto deltas = random_deltas(random, 100);
    const auto board = board_of(deltas);
    std::ranges::shuffle(deltas, random);
    BOOST_REQUIRE(board_of(deltas).digest() == board.digest());
  }
}

BOOST_AUTO_TEST_CASE(the_digest_is_the_sum_over_the_customers) {
  std::mt19937 random{8};
  const auto board = board_of(random_deltas(random, 500));
  std::uint64_t sum = 0;
  for (const auto& entry : board.top(1'000))
    sum += digest_of(entry);
  BOOST_TEST(sum == board.digest());
}

BOOST_AUTO_TEST_CASE(boards_that_differ_in_one_figure_have_other_digests) {
  const auto digest = board_of({{{1}, 10, 1}, {{2}, 20, 2}}).digest();
  BOOST_TEST(board_of({{{1}, 11, 1}, {{2}, 20, 2}}).digest() != digest);
  BOOST_TEST(board_of({{{1}, 10, 2}, {{2}, 20, 2}}).digest() != digest);
  BOOST_TEST(board_of({{{1}, 20, 2}, {{2}, 10, 1}}).digest() != digest);
  BOOST_TEST(board_of({{{1}, 10, 1}}).digest() != digest);
}

BOOST_AUTO_TEST_CASE(a_customer_who_has_nothing_any_more_leaves_the_board) {
  auto board = board_of({{{1}, 10, 1}, {{2}, 20, 2}, {{3}, 0, 0}});
  BOOST_TEST(board.size() == 2);
  board.apply({{2}, -20, -2});
  BOOST_TEST(board.size() == 1);
  BOOST_TEST(!board.rank({2}));
  BOOST_TEST(board.digest() == board_of({{{1}, 10, 1}}).digest());
  board.apply({{2}, 5, 1});
  BOOST_TEST(board.rank({2}).value() == 2);
}

BOOST_AUTO_TEST_CASE(a_customer_whose_orders_were_all_refunded_stays) {
  const auto board = board_of({{{1}, 10, 1}, {{1}, -10, 0}});
  BOOST_TEST(board.find({1})->spent == 0);
}

BOOST_AUTO_TEST_SUITE_END()
