// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/writing_shop.hpp"
#include "tests/support/cutting_proxy.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace orderd;
using testing::buy;

namespace {

using namespace std::chrono_literals;

constexpr int products = 5;
constexpr int scarce_stock = 150;

/// What one writer did.
struct tally {
  testing::told_figures told;
  std::int64_t accepted = 0;
  std::int64_t paid = 0;
  std::int64_t cancelled = 0;
};

struct busy_shop : testing::writing_shop {
  busy_shop() {
    for (int i = 0; i < products; ++i)
      add_product("P" + std::to_string(i), 100 + i, scarce_stock);
  }

  static std::vector<domain::order_input> random_orders(std::mt19937& dice) {
    std::vector<domain::order_input> orders;
    const auto count = 1 + dice() % 6;
    for (unsigned i = 0; i < count; ++i) {
      auto order = buy("c" + std::to_string(dice() % 30) + "@x.com",
                       "P" + std::to_string(dice() % products),
                       1 + static_cast<int>(dice() % 2));
      if (dice() % 2 == 0)
        order.lines.push_back({"P" + std::to_string(dice() % products), 1});
      orders.push_back(std::move(order));
    }
    return orders;
  }

  /// Accepts small batches and finalizes their orders in other groups.
  tally work(storage::writer& writer, unsigned seed, int batches) {
    std::mt19937 dice{seed};
    tally sums;
    std::vector<domain::open_order> open;
    for (int i = 0; i < batches; ++i) {
      const auto accepted = writer.accept(single(random_orders(dice)));
      sums.told.add(accepted.facts);
      sums.accepted += accepted.accepted;
      open.insert(open.end(), accepted.open.begin(), accepted.open.end());
      std::shuffle(open.begin(), open.end(), dice);
      const auto group = i + 1 == batches ? open.size() : open.size() / 2;
      std::vector<domain::payment_answer> answers;
      for (std::size_t k = 0; k < group; ++k) {
        answers.push_back(dice() % 5 == 0 ? testing::declined(open.back())
                                          : testing::approved(open.back()));
        open.pop_back();
      }
      const auto done =
          writer.finalize({answers, testing::now, testing::today});
      sums.told.add(done.facts);
      sums.paid += done.paid;
      sums.cancelled += done.cancelled;
      ++batches_done;
    }
    return sums;
  }

  /// Waits until the writers have come so far.
  void wait_for_batches(int count) const {
    for (int i = 0; i < 3000 && batches_done < count; ++i)
      std::this_thread::sleep_for(10ms);
    BOOST_TEST(batches_done >= count);
  }

  void expect(const tally& sums) {
    told.add(sums.told);
    all.accepted += sums.accepted;
    all.paid += sums.paid;
    all.cancelled += sums.cancelled;
  }

  void check_sums() {
    BOOST_TEST(number("SELECT count(*) FROM orders") == all.accepted);
    BOOST_TEST(number("SELECT count(*) FROM orders WHERE status = 'paid'") ==
               all.paid);
    BOOST_TEST(number("SELECT count(*) FROM orders"
                      " WHERE cancel_reason = 'payment_declined'") ==
               all.cancelled);
    BOOST_TEST(number("SELECT min(stock_quantity) FROM products") >= 0);
    BOOST_TEST(number("SELECT count(*) FROM open_batches") == 0);
    check_rules();
  }

  tally all;
  std::atomic<int> batches_done{0};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(writers, busy_shop)

BOOST_AUTO_TEST_CASE(two_writers_on_scarce_stock_never_oversell) {
  auto& one = writer(0);
  auto& two = writer(1);
  auto other =
      std::async(std::launch::async, [&] { return work(two, 2, 300); });
  expect(work(one, 1, 300));
  expect(other.get());
  BOOST_TEST(number("SELECT count(*) FROM orders"
                    " WHERE cancel_reason = 'out_of_stock'") > 100);
  check_sums();
}

BOOST_AUTO_TEST_CASE(two_writers_agree_on_whose_reference_it_was) {
  const auto offer = [&](storage::writer& writer, int name) {
    std::int64_t accepted = 0;
    for (int i = 0; i < 100; ++i) {
      std::vector<domain::order_input> orders;
      for (int k = 0; k < 4; ++k) {
        const auto ref = "R" + std::to_string(i * 2 + k);
        orders.push_back(buy("c@x.com", "P0", name, ref));
        orders.push_back(buy("d" + ref + "@x.com", "P1", 1, "S" + ref));
      }
      accepted += writer.accept(single(orders)).accepted;
    }
    return accepted;
  };
  auto& one = writer(0);
  auto& two = writer(1);
  auto other = std::async(std::launch::async, [&] { return offer(two, 2); });
  const auto accepted = offer(one, 1);
  BOOST_TEST(accepted + other.get() == 2 * 202);
  BOOST_TEST(number("SELECT count(*) FROM orders") == 2 * 202);
  BOOST_TEST(number("SELECT count(*) FROM customers") == 203);
}

BOOST_AUTO_TEST_CASE(orders_finalized_by_two_writers_at_once_end_once) {
  auto& one = writer(0);
  auto& two = writer(1);
  for (int i = 0; i < 40; ++i) {
    std::vector<domain::payment_answer> forth, back;
    for (const auto& order :
         accept(single({buy("a@x.com", "P0"), buy("b@x.com", "P1"),
                        buy("c@x.com", "P2")}))
             .open) {
      forth.push_back(testing::approved(order));
      back.insert(back.begin(), testing::declined(order));
    }
    auto other = std::async(std::launch::async, [&] {
      return two.finalize({back, testing::now, testing::today});
    });
    const auto mine = one.finalize({forth, testing::now, testing::today});
    const auto theirs = other.get();
    told.add(mine.facts);
    told.add(theirs.facts);
    BOOST_TEST(mine.paid + theirs.cancelled == 3);
  }
  check_rules();
}

BOOST_AUTO_TEST_CASE(an_import_survives_a_hundred_cuts) {
  testing::cutting_proxy proxy{database.url()};
  auto cut_off = writer_at(proxy.url(), 1);
  auto file = start_file("a");
  std::mt19937 dice{11};
  std::int64_t accepted = 0;
  std::vector<domain::open_order> open;
  for (int i = 0; i < 100; ++i) {
    const auto when = static_cast<testing::cut::moment>(dice() % 4);
    const bool anywhere = when == testing::cut::moment::any_message;
    proxy.arm({when, static_cast<int>(dice() % (anywhere ? 60 : 2))});
    const auto result = cut_off->accept(next_of(file, random_orders(dice)));
    told.add(result.facts);
    accepted += result.accepted;
    BOOST_TEST(number("SELECT count(*) FROM orders") == accepted);
    std::vector<domain::payment_answer> answers;
    for (const auto& order : result.open)
      answers.push_back(dice() % 4 == 0 ? testing::declined(order)
                                        : testing::approved(order));
    const auto done =
        cut_off->finalize({answers, testing::now, testing::today});
    told.add(done.facts);
    BOOST_TEST(done.paid + done.cancelled ==
               static_cast<std::int64_t>(answers.size()));
  }
  BOOST_TEST(proxy.cuts() > 50);
  BOOST_TEST(number("SELECT max(id) - count(*) FROM orders") == 0);
  BOOST_TEST(number("SELECT count(*) FROM open_batches") == 0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(work_goes_on_when_backends_are_terminated) {
  auto& one = writer(0);
  auto& two = writer(1);
  auto mine = std::async(std::launch::async, [&] { return work(one, 3, 150); });
  auto other =
      std::async(std::launch::async, [&] { return work(two, 4, 150); });
  std::int64_t ended = 0;
  for (int i = 1; i <= 20; ++i) {
    wait_for_batches(10 * i);
    ended += number("SELECT count(pg_terminate_backend(pid))"
                    " FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    " AND datname = current_database() AND state <> 'idle'");
  }
  expect(mine.get());
  expect(other.get());
  BOOST_TEST(ended > 0);
  check_sums();
}

BOOST_AUTO_TEST_CASE(work_goes_on_after_the_server_crashed_and_came_back) {
  auto& one = writer(0);
  auto& two = writer(1);
  auto mine = std::async(std::launch::async, [&] { return work(one, 5, 150); });
  auto other =
      std::async(std::launch::async, [&] { return work(two, 6, 150); });
  auto& server = testing::postgres_fixture::instance();
  for (const int count : {50, 150, 250}) {
    wait_for_batches(count);
    server.stop_immediate();
    server.start();
  }
  expect(mine.get());
  expect(other.get());
  reconnect();
  check_sums();
}

BOOST_AUTO_TEST_SUITE_END()
