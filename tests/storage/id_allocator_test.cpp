// SPDX-License-Identifier: Apache-2.0
#include "storage/id_allocator.hpp"

#include "storage/installation.hpp"
#include "tests/support/postgres_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <thread>
#include <vector>

using namespace orderd;

namespace {

using kind = storage::id_kind;

struct claimed_lane {
  claimed_lane() {
    storage::claim_lane(on, 0, 1);
  }

  testing::test_database database;
  storage::connection on = database.connect();
  storage::id_allocator ids;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(id_allocator, claimed_lane)

BOOST_AUTO_TEST_CASE(ids_start_at_1_and_follow_one_another) {
  BOOST_TEST(ids.take(on, kind::order, 1) == 1);
  BOOST_TEST(ids.take(on, kind::order, 5) == 2);
  BOOST_TEST(ids.take(on, kind::order, 1) == 7);
}

BOOST_AUTO_TEST_CASE(kinds_are_counted_apart) {
  BOOST_TEST(ids.take(on, kind::order, 3) == 1);
  BOOST_TEST(ids.take(on, kind::batch, 3) == 1);
  BOOST_TEST(ids.take(on, kind::order, 3) == 4);
}

BOOST_AUTO_TEST_CASE(there_are_no_gaps_where_blocks_meet) {
  std::int64_t next = 1;
  for (int i = 0; i < 30; ++i) {
    BOOST_TEST(ids.take(on, kind::import, 7) == next);
    next += 7;
  }
}

BOOST_AUTO_TEST_CASE(more_ids_than_a_block_holds_are_consecutive) {
  BOOST_TEST(ids.take(on, kind::import, 1'000) == 1);
  BOOST_TEST(ids.take(on, kind::import, 1) == 1'001);
}

BOOST_AUTO_TEST_CASE(what_is_given_back_is_used_again) {
  ids.take(on, kind::order, 1);
  const auto first = ids.take(on, kind::order, 10);
  ids.give_back(kind::order, first + 4, 6);
  BOOST_TEST(ids.take(on, kind::order, 1) == first + 4);
}

BOOST_AUTO_TEST_CASE(ids_before_those_of_others_are_not_taken_back) {
  const auto first = ids.take(on, kind::order, 10);
  const auto other = ids.take(on, kind::order, 1);
  ids.give_back(kind::order, first, 10);
  BOOST_TEST(ids.take(on, kind::order, 1) == other + 1);
}

BOOST_AUTO_TEST_CASE(a_clean_stop_leaves_no_gap) {
  ids.take(on, kind::order, 3);
  ids.take(on, kind::customer, 2);
  ids.release(on);
  storage::id_allocator later;
  BOOST_TEST(later.take(on, kind::order, 1) == 4);
  BOOST_TEST(later.take(on, kind::customer, 1) == 3);
  BOOST_TEST(later.take(on, kind::batch, 1) == 1);
}

BOOST_AUTO_TEST_CASE(a_released_allocator_may_be_used_again) {
  ids.take(on, kind::order, 3);
  ids.release(on);
  BOOST_TEST(ids.take(on, kind::order, 1) == 4);
}

BOOST_AUTO_TEST_CASE(what_a_crash_leaves_is_never_used_again) {
  const auto last = ids.take(on, kind::order, 3) + 2;
  storage::id_allocator after_a_crash;
  BOOST_TEST(after_a_crash.take(on, kind::order, 1) > last);
  BOOST_TEST(ids.take(on, kind::order, 1) == last + 1);
}

BOOST_AUTO_TEST_CASE(a_release_after_another_process_took_ids_changes_nothing) {
  ids.take(on, kind::order, 3);
  storage::id_allocator other;
  const auto theirs = other.take(on, kind::order, 1);
  ids.release(on);
  storage::id_allocator third;
  BOOST_TEST(third.take(on, kind::order, 1) > theirs);
}

BOOST_AUTO_TEST_CASE(a_kind_that_was_never_started_is_misconfigured) {
  on.execute_script("DELETE FROM id_blocks WHERE kind = 'order'",
                    "forget a kind");
  BOOST_CHECK_EXCEPTION(ids.take(on, kind::order, 1), storage::error,
                        [](const storage::error& failed) {
                          return failed.kind() ==
                                 storage::error_kind::misconfigured;
                        });
}

BOOST_AUTO_TEST_CASE(two_threads_never_get_the_same_id) {
  constexpr std::size_t takes = 3'000;
  std::vector<std::int64_t> taken[2];
  const auto take_many = [&](std::vector<std::int64_t>& into) {
    auto own = database.connect();
    for (std::size_t i = 0; i < takes; ++i) {
      const auto first = ids.take(own, kind::import, 3);
      if (i % 3 == 0) {
        ids.give_back(kind::import, first + 1, 2);
        into.push_back(first);
        continue;
      }
      for (int k = 0; k < 3; ++k)
        into.push_back(first + k);
    }
  };
  std::thread other{[&] { take_many(taken[1]); }};
  take_many(taken[0]);
  other.join();
  BOOST_TEST(std::ranges::is_sorted(taken[0]));
  BOOST_TEST(std::ranges::is_sorted(taken[1]));
  auto all = taken[0];
  all.insert(all.end(), taken[1].begin(), taken[1].end());
  std::ranges::sort(all);
  BOOST_TEST((std::ranges::adjacent_find(all) == all.end()));
}

BOOST_AUTO_TEST_SUITE_END()
