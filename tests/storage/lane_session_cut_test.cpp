// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/marked_shop.hpp"
#include "tests/support/cutting_proxy.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <random>

using namespace orderd;
using testing::add_one;
using testing::cut;
using testing::with;

BOOST_FIXTURE_TEST_SUITE(lane_session_cut, testing::marked_shop)

BOOST_AUTO_TEST_CASE(a_cut_around_commit_is_found_out_each_way) {
  testing::cutting_proxy proxy{database.url()};
  for (const int connection : {0, 1}) {
    auto own = session(connection, proxy.url());
    for (const auto when :
         {cut::moment::before_commit, cut::moment::after_commit,
          cut::moment::before_reply}) {
      own.on();
      proxy.arm({when, 0});
      const auto cuts = proxy.cuts();
      const auto before = marks();
      int runs = 0;
      own.run("add", [&](storage::transaction& tx) {
        ++runs;
        tx.run(add_one, with(1));
      });
      BOOST_TEST(proxy.cuts() == cuts + 1);
      BOOST_TEST(marks() == before + 1);
      if (when == cut::moment::before_reply)
        BOOST_TEST(runs == 1);
      if (when == cut::moment::before_commit)
        BOOST_TEST(runs == 2);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_hundred_random_cuts_lose_nothing_and_repeat_nothing) {
  testing::cutting_proxy proxy{database.url()};
  auto own = session(1, proxy.url());
  std::mt19937 dice{7};
  own.on();
  for (std::int64_t i = 1; i <= 100; ++i) {
    const auto cuts = proxy.cuts();
    const auto when = static_cast<cut::moment>(dice() % 4);
    proxy.arm({when, static_cast<int>(
                         dice() % (when == cut::moment::any_message ? 8 : 2))});
    const auto mark = own.run(
        "add", [&](storage::transaction& tx) { tx.run(add_one, with(i)); });
    BOOST_TEST(mark.seq == i);
    BOOST_TEST(marks() == i);
    BOOST_TEST(proxy.cuts() <= cuts + 1);
  }
  BOOST_TEST(proxy.cuts() > 50);
  BOOST_TEST(number("SELECT count(DISTINCT n) FROM marks") == 100);
}

BOOST_AUTO_TEST_SUITE_END()
