// SPDX-License-Identifier: Apache-2.0
#include "actors/open_refunds.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using enum orderd::actors::open_refunds::phase;

namespace {

domain::open_refund numbered(std::int64_t id, std::int64_t import = 7,
                             int attempts = 0) {
  return {{id}, {id}, {import}, {100}, attempts};
}

struct fixture {
  fixture() {
    for (std::int64_t id = 1; id <= 3; ++id)
      open.add(numbered(id), false);
  }

  open_refunds open;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(open_refunds_test, fixture)

BOOST_AUTO_TEST_CASE(a_refund_is_taken_up_once) {
  BOOST_TEST(!open.add(numbered(1), true));
  BOOST_TEST(open.size() == 3u);
  BOOST_TEST(open.count(held) == 3u);
  BOOST_TEST(!open.find({1})->interactive);
}

BOOST_AUTO_TEST_CASE(held_refunds_do_not_count_for_their_import) {
  BOOST_TEST(open.of_import({7}) == 0u);
  open.move({1}, asked);
  open.move({2}, waiting);
  BOOST_TEST(open.of_import({7}) == 2u);
  open.move({2}, held);
  BOOST_TEST(open.of_import({7}) == 1u);
  open.remove({1});
  open.remove({1});
  BOOST_TEST(open.of_import({7}) == 0u);
  BOOST_TEST(open.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_round_gives_only_what_is_still_in_it) {
  const auto first = open.start_round({{1}, {2}, {3}}, asked);
  open.move({1}, settling);
  open.remove({2});
  const std::vector<domain::refund_id> left{{3}};
  BOOST_TEST((open.take_round(first, asked) == left));
  BOOST_TEST(open.take_round(first, asked).empty());
}

BOOST_AUTO_TEST_CASE(a_later_round_takes_refunds_out_of_the_earlier) {
  const auto first = open.start_round({{1}}, asked);
  const auto later = open.start_round({{1}}, asked);
  BOOST_TEST(open.take_round(first, asked).empty());
  BOOST_TEST(open.take_round(later, asked).size() == 1u);
}

BOOST_AUTO_TEST_CASE(attempts_of_earlier_lives_count_on) {
  open.add(numbered(9, 0, 3), false);
  auto& revived = *open.find({9});
  BOOST_TEST(revived.attempts == 3);
  revived.attempts += 1;
  BOOST_TEST(revived.asked_here() == 1);
  BOOST_TEST(open.of_import({0}) == 0u);
}

BOOST_AUTO_TEST_CASE(the_refunds_of_a_phase_come_by_id) {
  open.move({2}, asked);
  const std::vector<domain::refund_id> left{{1}, {3}};
  BOOST_TEST((open.all_in(held) == left));
}

BOOST_AUTO_TEST_SUITE_END()
