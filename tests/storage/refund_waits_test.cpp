// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refund_shop.hpp"
#include "tests/support/waiting.hpp"

#include <boost/test/unit_test.hpp>

#include <future>
#include <string>

using namespace orderd;

namespace {

/// A shop in a database that gives transactions another isolation level, where
/// somebody else holds an order's lock.
struct waiting_shop : testing::refund_shop {
  waiting_shop() {
    change("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET"
           " default_transaction_isolation TO ''repeatable read''',"
           " current_database()); END $$");
    reconnect();
  }

  /// Locks the order, lets `work` wait for that, changes something and lets
  /// go; gives what `work` gave.
  template <class Work>
  auto while_locked(domain::order_id order, const std::string& change,
                    Work work) {
    writer(1);
    std::future<decltype(work())> result;
    auto other = database.connect();
    const auto run = [&](const std::string& sql) {
      other.execute_script(sql, "hold an order's lock");
    };
    run("BEGIN; SELECT FROM orders WHERE id = " + std::to_string(order.value) +
        " FOR NO KEY UPDATE");
    result = std::async(std::launch::async, work);
    testing::wait_until("the lock is waited for", [&] {
      return number("SELECT count(*) FROM pg_stat_activity"
                    " WHERE datname = current_database()"
                    "  AND wait_event_type = 'Lock'") == 1;
    });
    run(change + "; COMMIT");
    return result.get();
  }

  static std::string refund_by_hand(domain::order_id order,
                                    std::int64_t minor) {
    return "INSERT INTO refunds (order_id, id, refund_amount, currency, type,"
           " status, requested_at) VALUES (" +
           std::to_string(order.value) + ", 1000000, " + std::to_string(minor) +
           ", 'USD', 'partial', 'pending', '2026-11-24 09:00Z')";
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_waits, waiting_shop)

BOOST_AUTO_TEST_CASE(who_waited_for_an_order_sees_its_new_refunds) {
  const auto order = paid_order();
  BOOST_TEST(text("SHOW default_transaction_isolation") == "repeatable read");
  const auto result =
      while_locked(order, refund_by_hand(order, 5000), [this, order] {
        return writer(1).request_refunds(
            single_refunds({partial(order, 5000)}));
      });
  BOOST_TEST(result.accepted == 0);
  BOOST_TEST(result.decisions.at(0).code == "amount_not_left");
  BOOST_TEST(number("SELECT sum(refund_amount) FROM refunds") == 5000);
  check_rules();
}

BOOST_AUTO_TEST_CASE(two_requests_at_once_refund_no_more_than_was_captured) {
  const auto order = paid_order();
  writer(1);
  for (int i = 0; i < 20; ++i) {
    const auto ask = [this, order](int connection) {
      return writer(connection)
          .request_refunds(single_refunds({partial(order, 3000)}));
    };
    auto other = std::async(std::launch::async, ask, 1);
    const auto own = ask(0);
    const auto both = other.get();
    BOOST_TEST(own.accepted + both.accepted == 1);
    for (const auto* result : {&own, &both})
      for (const auto& one : result->open)
        settle({answer(one, false)});
  }
  check_rules();
}

BOOST_AUTO_TEST_CASE(what_died_meanwhile_is_not_taken_up) {
  const auto order = paid_order();
  auto wanted = single_refunds({partial(order, 100), partial(order, 200)});
  wanted.ask_now = false;
  const auto made = writer().request_refunds(wanted);
  const auto dead = std::to_string(made.decisions.at(0).refund.value);
  const auto taken =
      while_locked(order,
                   "UPDATE refunds SET attempts = 3 WHERE id = " + dead +
                       "; INSERT INTO dead_letters VALUES ('refunds', " + dead +
                       ", 3, 'no answer', '2026-11-24 10:00Z')",
                   [this] { return writer(1).take_up_refunds({}, 10, true); });
  BOOST_REQUIRE(taken.size() == 1);
  BOOST_TEST((taken[0].refund == made.decisions[1].refund));
  BOOST_TEST(status_of(made.decisions[0].refund) == "pending");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_rehearsal_copies_an_order_that_nobody_changes) {
  const auto order = paid_order();
  const auto report =
      while_locked(order, refund_by_hand(order, 5000), [this, order] {
        return writer(1).rehearse_refunds(
            {order, {}, testing::now, testing::today});
      });
  for (const auto& check : report.checks) {
    BOOST_CHECK_MESSAGE(check.ok, check.name << ": " << check.detail);
    if (check.name == "over the limit")
      BOOST_TEST(check.detail.find("pending 50.00") != std::string::npos);
  }
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
