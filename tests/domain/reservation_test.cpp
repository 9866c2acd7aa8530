// SPDX-License-Identifier: Apache-2.0
#include "domain/reservation.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <utility>

using namespace orderd::domain;

namespace {

constexpr product_id tea{1};
constexpr product_id mug{2};

// The rule in its plainest form: try each order on a copy of the shelf and
// keep the copy if no product went below zero.
std::pair<std::vector<bool>, stock_levels>
naive(const std::vector<reservation_request>& requests, stock_levels shelf) {
  std::vector<bool> granted;
  for (const auto& request : requests) {
    auto attempt = shelf;
    for (const auto& line : request)
      attempt[line.product] -= line.quantity;
    bool served = true;
    for (const auto& line : request)
      served = served && attempt[line.product] >= 0;
    if (served)
      shelf = attempt;
    granted.push_back(served);
  }
  return {granted, shelf};
}

std::vector<reservation_request> random_requests(std::mt19937& random) {
  std::vector<reservation_request> requests(random() % 20);
  for (auto& request : requests)
    for (auto lines = 1 + random() % 4; lines > 0; --lines)
      request.push_back({{1 + static_cast<std::int64_t>(random() % 6)},
                         1 + static_cast<std::int64_t>(random() % 5)});
  return requests;
}

stock_levels random_stock(std::mt19937& random) {
  stock_levels stock;
  for (std::int64_t product = 1; product <= 5; ++product)
    stock[{product}] = static_cast<std::int64_t>(random() % 30);
  return stock;
}

} // namespace

BOOST_AUTO_TEST_SUITE(reservation_test)

BOOST_AUTO_TEST_CASE(earlier_orders_are_served_first) {
  const auto result = reserve({{{tea, 3}}, {{tea, 3}}, {{tea, 2}}}, {{tea, 5}});
  BOOST_CHECK((result.granted == std::vector<bool>{true, false, true}));
  BOOST_CHECK((result.taken == stock_levels{{tea, 5}}));
}

BOOST_AUTO_TEST_CASE(an_order_gets_all_of_its_lines_or_none) {
  const auto result =
      reserve({{{tea, 1}, {mug, 2}}, {{tea, 1}}}, {{tea, 1}, {mug, 1}});
  BOOST_CHECK((result.granted == std::vector<bool>{false, true}));
  BOOST_CHECK((result.taken == stock_levels{{tea, 1}}));
}

BOOST_AUTO_TEST_CASE(lines_of_the_same_product_are_summed_first) {
  const auto result = reserve({{{tea, 3}, {tea, 3}}}, {{tea, 5}});
  BOOST_CHECK((result.granted == std::vector<bool>{false}));
  BOOST_TEST(result.taken.empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_product_has_no_units) {
  const auto result = reserve({{{mug, 1}}}, {{tea, 5}});
  BOOST_CHECK((result.granted == std::vector<bool>{false}));
}

BOOST_AUTO_TEST_CASE(a_shelf_below_zero_serves_nobody) {
  const auto result = reserve({{{tea, 1}}}, {{tea, -1}});
  BOOST_CHECK((result.granted == std::vector<bool>{false}));
}

BOOST_AUTO_TEST_CASE(the_largest_quantities_do_not_overflow) {
  const reservation_request huge(1'000, {tea, INT32_MAX});
  const auto result = reserve({huge, {{tea, 1}}}, {{tea, INT32_MAX}});
  BOOST_CHECK((result.granted == std::vector<bool>{false, true}));
}

BOOST_AUTO_TEST_CASE(it_equals_the_naive_rule_and_never_oversells) {
  std::mt19937 random{20261124};
  for (int round = 0; round < 5'000; ++round) {
    const auto requests = random_requests(random);
    const auto stock = random_stock(random);
    const auto result = reserve(requests, stock);
    const auto [granted, left] = naive(requests, stock);
    BOOST_REQUIRE(result.granted == granted);
    for (const auto& [product, on_hand] : stock) {
      const auto found = result.taken.find(product);
      const auto taken = found == result.taken.end() ? 0 : found->second;
      BOOST_REQUIRE(on_hand - taken >= 0);
      BOOST_REQUIRE(on_hand - taken == left.at(product));
    }
    for (const auto& [product, units] : result.taken)
      BOOST_REQUIRE(units > 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
