// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refund_shop.hpp"
#include "tests/support/cutting_proxy.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <future>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace orderd;
using testing::cut;
using verdict = domain::refund_decision::verdict;

namespace {

constexpr int clients = 50;

/// A writer serves one thread at a time, as behind its actor.
struct shared_writer {
  storage::pg_writer& writer;
  std::mutex& busy;
};

struct racing_shop : testing::refund_shop {
  racing_shop() {
    // Connected before the race begins.
    writer(0);
    writer(1);
  }

  /// Runs `work(client)` for all clients at once, on both writers.
  template <class Work>
  void race(const Work& work) {
    std::vector<std::future<void>> all;
    for (int i = 0; i < clients; ++i)
      all.push_back(std::async(std::launch::async, [&, i] {
        const auto at = static_cast<std::size_t>(i % 2);
        work(i, shared_writer{writer(i % 2), busy_[at]});
      }));
    for (auto& one : all)
      one.get();
  }

  static domain::refunds_result request_on(const shared_writer& on,
                                           const domain::refund_input& wanted) {
    const std::lock_guard guard{on.busy};
    return on.writer.request_refunds(single_refunds({wanted}));
  }

  void settle_on(const shared_writer& on,
                 const std::vector<domain::open_refund>& open) {
    std::vector<domain::refund_answer> answers;
    for (const auto& one : open)
      answers.push_back(answer(one));
    domain::settlement_result result;
    {
      const std::lock_guard guard{on.busy};
      result =
          on.writer.settle_refunds({answers, testing::now, testing::today});
    }
    const std::lock_guard guard{told_};
    told.add(result.facts);
  }

  std::int64_t sum(const std::string& what) {
    return number("SELECT coalesce(sum(" + what +
                  "), 0)::bigint"
                  " FROM refunds WHERE status = 'completed'");
  }

private:
  std::array<std::mutex, 2> busy_;
  std::mutex told_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_race, racing_shop)

BOOST_AUTO_TEST_CASE(fifty_clients_get_exactly_what_is_allowed) {
  const auto order = paid_order();
  std::atomic<int> accepted_count{0}, refused_count{0};
  race([&](int, const shared_writer& on) {
    const auto result = request_on(on, partial(order, 400));
    (result.accepted == 1 ? accepted_count : refused_count) += 1;
    if (result.accepted == 0)
      BOOST_REQUIRE_EQUAL(result.decisions.at(0).code, "amount_not_left");
    settle_on(on, result.open);
  });
  // 14 times 4.00 fit into 59.48.
  BOOST_TEST(accepted_count == 14);
  BOOST_TEST(refused_count == clients - 14);
  BOOST_TEST(sum("refund_amount") == 5600);
  BOOST_TEST(accepted(full(order)).amount.minor == 348);
  check_rules();
}

BOOST_AUTO_TEST_CASE(fifty_full_refunds_are_one) {
  const auto order = paid_order();
  std::atomic<int> accepted_count{0};
  race([&](int, const shared_writer& on) {
    const auto result = request_on(on, full(order));
    accepted_count += static_cast<int>(result.accepted);
    settle_on(on, result.open);
  });
  BOOST_TEST(accepted_count == 1);
  BOOST_TEST(state_of(order) == "cancelled|refunded");
  BOOST_TEST(stock_of("MUG") == 100'000);
  check_rules();
}

BOOST_AUTO_TEST_CASE(the_same_key_from_many_clients_is_one_refund) {
  const auto order = paid_order();
  std::mutex guard;
  std::set<domain::refund_id> made;
  std::atomic<int> accepted_count{0}, duplicates{0};
  race([&](int, const shared_writer& on) {
    const auto result = request_on(on, partial(order, 100, "k"));
    accepted_count += static_cast<int>(result.accepted);
    duplicates += static_cast<int>(result.duplicates);
    const std::lock_guard own{guard};
    made.insert(result.decisions.at(0).refund);
  });
  BOOST_TEST(accepted_count == 1);
  BOOST_TEST(duplicates == clients - 1);
  BOOST_TEST(made.size() == 1);
  BOOST_TEST(number("SELECT count(*) FROM refunds") == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(the_same_key_for_many_orders_is_one_refund) {
  const auto orders = paid_orders(clients);
  std::atomic<int> accepted_count{0}, conflicts{0};
  race([&](int client, const shared_writer& on) {
    const auto order = orders.at(static_cast<std::size_t>(client));
    const auto result = request_on(on, partial(order, 100, "k"));
    accepted_count += static_cast<int>(result.accepted);
    conflicts += result.decisions.at(0).code == "refund_key_conflict";
  });
  BOOST_TEST(accepted_count == 1);
  BOOST_TEST(conflicts == clients - 1);
  BOOST_TEST(number("SELECT count(*) FROM refunds") == 1);
}

BOOST_AUTO_TEST_CASE(partials_that_restock_all_never_restock_more_than_sold) {
  const auto order = paid_order();
  race([&](int client, const shared_writer& on) {
    auto wanted =
        client % 3 == 0 ? units(order, "MUG", 1) : partial(order, 10 + client);
    if (client % 3 != 0)
      wanted.restock = domain::restock_rule::all;
    settle_on(on, request_on(on, wanted).open);
  });
  BOOST_TEST(stock_of("MUG") == 100'000);
  BOOST_TEST(stock_of("PEN") == 100'000);
  BOOST_TEST(text("SELECT string_agg(n, ', ' ORDER BY n) FROM (SELECT"
                  " line_no || ' ' || sum(restocked) AS n FROM refund_items"
                  " GROUP BY line_no) t") == "1 2, 2 1");
  check_rules();
}

BOOST_AUTO_TEST_CASE(batches_of_both_writers_over_the_same_orders_go_through) {
  const auto orders = paid_orders(30);
  race([&](int client, const shared_writer& on) {
    std::mt19937 dice{static_cast<unsigned>(client)};
    std::vector<domain::refund_input> wanted;
    for (int i = 0; i < 20; ++i)
      wanted.push_back(dice() % 4 == 0
                           ? full(orders[dice() % orders.size()])
                           : partial(orders[dice() % orders.size()],
                                     1 + static_cast<int>(dice() % 500)));
    domain::refunds_result result;
    {
      const std::lock_guard guard{on.busy};
      result = on.writer.request_refunds(single_refunds(wanted));
    }
    settle_on(on, result.open);
  });
  BOOST_TEST(number("SELECT count(*) FROM (SELECT o.total_amount -"
                    " sum(r.refund_amount) AS rest FROM orders o JOIN refunds r"
                    " ON r.order_id = o.id GROUP BY o.id) t WHERE rest < 0") ==
             0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(refunds_of_orders_that_are_being_paid_wait_for_nobody) {
  constexpr int batches = 40, size = 20;
  std::atomic<bool> done{false};
  auto importing = std::async(std::launch::async, [&] {
    for (int i = 0; i < batches; ++i) {
      std::vector<domain::order_input> orders;
      for (int k = 0; k < size; ++k)
        orders.push_back(testing::buy("ada@example.com", "PEN"));
      std::vector<domain::payment_answer> answers;
      for (const auto& open : accept(single(std::move(orders))).open)
        answers.push_back(open.order.value % 2 == 0 ? testing::approved(open)
                                                    : testing::declined(open));
      finalize(std::move(answers));
    }
    done = true;
  });
  std::int64_t made = 0;
  std::mt19937 dice{3};
  while (!done || made == 0) {
    std::vector<domain::refund_input> wanted;
    for (int i = 0; i < size; ++i)
      wanted.push_back(full({1 + static_cast<std::int64_t>(dice() % 800)}));
    made += writer(1).request_refunds(single_refunds(wanted)).accepted;
  }
  importing.get();
  BOOST_TEST(number("SELECT count(*) FROM refunds") == made);
  BOOST_TEST(number("SELECT deadlocks FROM pg_stat_database"
                    " WHERE datname = current_database()") == 0);
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(refund_cuts, testing::refund_shop)

BOOST_AUTO_TEST_CASE(cut_commits_lose_no_refund_and_repeat_none) {
  testing::cutting_proxy proxy{database.url()};
  auto own = writer_at(proxy.url(), 1);
  std::mt19937 dice{11};
  const auto orders = paid_orders(20);
  std::int64_t accepted_count = 0, completed_sum = 0, reversed_sum = 0;
  const auto arm = [&] {
    const auto when = static_cast<cut::moment>(dice() % 4);
    proxy.arm(
        {when, static_cast<int>(dice() %
                                (when == cut::moment::any_message ? 12 : 2))});
  };
  for (std::size_t i = 0; i < 60; ++i) {
    const auto order = orders[i % orders.size()];
    arm();
    auto wanted = partial(order, 100 + static_cast<int>(i));
    if (i % 4 == 0)
      wanted = units(order, "MUG", 1);
    const auto result = own->request_refunds(single_refunds({wanted}));
    accepted_count += result.accepted;
    if (result.accepted == 0)
      continue;
    const auto open = result.open.at(0);
    arm();
    const bool goes_through = i % 5 != 0;
    const auto done = own->settle_refunds(
        {{answer(open, goes_through)}, testing::now, testing::today});
    told.add(done.facts);
    BOOST_TEST(done.completed + done.failed == 1);
    if (!goes_through)
      continue;
    completed_sum += open.amount.minor;
    if (i % 7 != 0)
      continue;
    arm();
    told.add(own->reverse_refund(
                    {open.refund, "chargeback", testing::now, testing::today})
                 .facts);
    reversed_sum += open.amount.minor;
  }
  BOOST_TEST(proxy.cuts() > 60);
  BOOST_TEST(number("SELECT count(*) FROM refunds") == accepted_count);
  BOOST_TEST(number("SELECT sum(refund_amount) FROM refunds"
                    " WHERE status IN ('completed', 'reversed')") ==
             completed_sum);
  BOOST_TEST(number("SELECT sum(amount) FROM refund_reversals") ==
             reversed_sum);
  BOOST_TEST(number("SELECT sum(refunds) FROM daily_kpis") ==
             completed_sum - reversed_sum);
  check_rules();
}

BOOST_AUTO_TEST_CASE(cut_slices_of_a_file_are_recorded_once) {
  testing::cutting_proxy proxy{database.url()};
  auto own = writer_at(proxy.url(), 1);
  const auto orders = paid_orders(10);
  auto file = start_file("r", "default", domain::import_kind::refunds);
  std::mt19937 dice{5};
  for (int i = 0; i < 30; ++i) {
    const auto when = static_cast<cut::moment>(dice() % 4);
    proxy.arm({when, 0});
    const auto result = own->request_refunds(next_refunds(
        file, {partial(orders[dice() % 10], 10), partial({4711}, 10)}));
    BOOST_TEST(result.accepted == 1);
    BOOST_TEST(result.rejected == 1);
  }
  BOOST_TEST(text("SELECT concat_ws('|', rows, accepted, rejected)"
                  " FROM imports") == "60|30|30");
  BOOST_TEST(number("SELECT count(*) FROM refunds WHERE import_id = 1") == 30);
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
