// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"
#include "tests/storage/writing_shop.hpp"
#include "tests/support/waiting.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace orderd;
using testing::buy;

namespace {

constexpr int products = 300;
constexpr int large_steps = 5;
constexpr int large = 600;
constexpr int small_steps = 100;
constexpr int small = 2;

struct grown_shop : testing::writing_shop {
  grown_shop() {
    for (int i = 0; i < products; ++i)
      add_product("P" + std::to_string(i), 100, 1'000'000);
  }

  std::vector<domain::order_input> orders(int count) {
    std::vector<domain::order_input> all;
    for (int i = 0; i < count; ++i, ++serial_)
      all.push_back(buy("c" + std::to_string(serial_) + "@x.com",
                        "P" + std::to_string(serial_ % products), 1,
                        serial_ % 2 == 0 ? "R" + std::to_string(serial_) : ""));
    return all;
  }

  void step(storage::pg_writer& by, testing::test_file& file, int count) {
    std::vector<domain::payment_answer> answers;
    for (const auto& order : by.accept(next_of(file, orders(count))).open)
      answers.push_back(order.order.value % 3 == 0 ? testing::declined(order)
                                                   : testing::approved(order));
    const auto ended =
        by.finalize({answers, testing::now, testing::today}).facts;
    if (refunding)
      refund(by, answers);
    if (delivering)
      deliver(by, ended.notices.at(0));
  }

  // Some of a batch, some that fail, are revived, or sent again; much stays
  // as it is, which later ones must not come across.
  static void deliver(storage::pg_writer& by,
                      const domain::notice_batch& batch) {
    using status = domain::delivery_exception::status;
    domain::delivery_records records;
    const auto half = batch.notices[batch.notices.size() / 2].order.value;
    records.progress = {{batch.batch, "email", false, half},
                        {batch.batch, "log", true, 0}};
    for (const auto& about : batch.notices) {
      auto& one = records.exceptions.emplace_back();
      one.id = domain::id_of(about, 1);
      one.order = about.order;
      one.what = about.order.value % 3 == 0 ? status::failed : status::retrying;
      one.attempts = 1;
      one.next_at = testing::now + std::chrono::hours{1};
    }
    by.record_deliveries(records, testing::now);
    const std::vector<domain::notification_id> dead{records.exceptions[0].id};
    by.revive_notifications(dead, {}, testing::now);
    records.progress.clear();
    for (auto& one : records.exceptions)
      one.what = status::sent;
    records.exceptions.resize(1);
    by.record_deliveries(records, testing::now);
    by.resend_notification(dead[0], testing::now);
  }

  // In parts, in full with their units, by line, and some that die.
  static void refund(storage::pg_writer& by,
                     const std::vector<domain::payment_answer>& paid) {
    domain::refunds_request request;
    request.now = testing::now;
    for (const auto& one : paid) {
      auto& refund = request.refunds.emplace_back();
      refund.order.id = one.order.order;
      refund.key = "key " + std::to_string(one.order.order.value);
      if (one.order.order.value % 4 == 0)
        refund.type = domain::refund_type::full;
      else if (one.order.order.value % 4 == 1)
        refund.lines = {
            {"P" + std::to_string((one.order.order.value - 1) % products), 1}};
      else
        refund.amount = domain::money{50};
    }
    by.take_up_refunds({}, small, true);
    std::vector<domain::refund_answer> answers;
    std::vector<domain::dead_refund> dead;
    for (const auto& open : by.request_refunds(request).open) {
      if (open.refund.value % 50 == 0)
        dead.push_back({open.refund, open.order, 3, "no answer"});
      // Many stay open, which later ones must not come across.
      if (paid.size() > small && open.refund.value % 2 == 0)
        continue;
      domain::refund_answer answer;
      answer.refund = open.refund;
      answer.order = open.order;
      answer.approved = open.refund.value % 7 != 0;
      answer.attempts = 1;
      answers.push_back(answer);
    }
    by.record_dead_refunds(dead, testing::now);
    by.settle_refunds({answers, testing::now, testing::today});
  }

  void grow(storage::pg_writer& by) {
    auto file = start_file("large");
    for (int i = 0; i < large_steps; ++i)
      step(by, file, large);
  }

  void go_on(storage::pg_writer& by) {
    auto file = start_file("small");
    for (int i = 0; i < small_steps; ++i)
      step(by, file, small);
  }

  // What ended sessions have counted arrives in a moment.
  void wait_for_figures() {
    testing::wait_until("the figures arrive", [&] {
      return number("SELECT coalesce(sum(n_tup_ins), 0)::bigint"
                    " FROM pg_stat_user_tables WHERE relname = 'payments'") > 0;
    });
  }

  void check_scans(int orders_written) {
    wait_for_figures();
    BOOST_TEST(text("SELECT coalesce(string_agg(relname || ' ' || seq_scan,"
                    " ', '), '') FROM pg_stat_user_tables WHERE seq_scan > 0"
                    " AND relname NOT IN ('settings', 'schema_migrations')") ==
               "");
    // So many rows were read for each order that was written.
    BOOST_TEST(text("SELECT coalesce(string_agg(relname || ' ' || reads, ', '),"
                    " '') FROM (SELECT relname, idx_tup_fetch / " +
                    std::to_string(orders_written) +
                    " AS reads FROM pg_stat_user_tables) t WHERE reads > 10") ==
               "");
  }

  // After check_scans, since it scans.
  void check_refunds() {
    BOOST_TEST(number("SELECT count(*) FROM refunds"
                      " WHERE status = 'completed'") > large);
    BOOST_TEST(number("SELECT count(*) FROM refunds"
                      " WHERE status = 'processing'") > large);
  }

  bool refunding = false;
  bool delivering = false;

private:
  int serial_ = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(plans, grown_shop)

BOOST_AUTO_TEST_CASE(plans_made_for_empty_tables_stay_good_when_these_grow) {
  change("VACUUM ANALYZE");
  auto by = writer_at(database.url(), 1);
  grow(*by);
  go_on(*by);
  by.reset();
  check_scans(large_steps * large + small_steps * small);
}

BOOST_AUTO_TEST_CASE(plans_made_for_large_tables_are_good) {
  auto by = writer_at(database.url(), 1);
  grow(*by);
  by.reset();
  wait_for_figures();
  change("VACUUM ANALYZE");
  auto fresh = writer_at(database.url(), 1);
  change("SELECT pg_stat_reset()");
  go_on(*fresh);
  fresh.reset();
  check_scans(small_steps * small);
}

BOOST_AUTO_TEST_CASE(plans_of_refunds_made_for_empty_tables_stay_good) {
  refunding = true;
  change("VACUUM ANALYZE");
  auto by = writer_at(database.url(), 1);
  grow(*by);
  go_on(*by);
  by.reset();
  check_scans(large_steps * large + small_steps * small);
  check_refunds();
}

BOOST_AUTO_TEST_CASE(plans_of_refunds_made_for_large_tables_are_good) {
  refunding = true;
  auto by = writer_at(database.url(), 1);
  grow(*by);
  by.reset();
  wait_for_figures();
  change("VACUUM ANALYZE");
  auto fresh = writer_at(database.url(), 1);
  change("SELECT pg_stat_reset()");
  go_on(*fresh);
  fresh.reset();
  check_scans(small_steps * small);
  check_refunds();
}

BOOST_AUTO_TEST_CASE(plans_of_deliveries_made_for_empty_tables_stay_good) {
  delivering = true;
  settings.policy = {{"log"}, {"email"}};
  change("VACUUM ANALYZE");
  auto by = writer_at(database.url(), 1);
  grow(*by);
  go_on(*by);
  by.reset();
  check_scans(large_steps * large + small_steps * small);
}

BOOST_AUTO_TEST_CASE(plans_of_deliveries_made_for_large_tables_are_good) {
  delivering = true;
  settings.policy = {{"log"}, {"email"}};
  auto by = writer_at(database.url(), 1);
  grow(*by);
  by.reset();
  wait_for_figures();
  change("VACUUM ANALYZE");
  auto fresh = writer_at(database.url(), 1);
  change("SELECT pg_stat_reset()");
  go_on(*fresh);
  fresh.reset();
  check_scans(small_steps * small);
}

BOOST_AUTO_TEST_CASE(what_notifications_say_is_read_through_indexes) {
  delivering = true;
  settings.policy = {{"log"}, {"email"}};
  auto by = writer_at(database.url(), 1);
  grow(*by);
  by.reset();
  wait_for_figures();
  change("VACUUM ANALYZE");
  change("SELECT pg_stat_reset()");
  {
    storage::pg_reader reader{database.options()};
    const domain::order_id order{large_steps * large / 2};
    BOOST_TEST(reader.list_notifications(order).size() == 4);
    BOOST_TEST(reader.find_notification({order.value * 64 + 1}).has_value());
    const auto pending = reader.pending_deliveries("email", {}, 3, 8'000);
    BOOST_REQUIRE(pending.batches.size() == 3);
    const auto& notices = pending.batches.at(0).notices;
    BOOST_TEST(reader.load_outgoing(notices, "email").size() == large);
    BOOST_TEST(
        reader.find_due_retries("email", testing::now, 100).next.has_value());
    BOOST_TEST(
        reader.load_test_notice(order, {}, "email", testing::now).has_value());
    BOOST_TEST(reader.count_deliveries().size() == 2);
    BOOST_TEST(reader.dead_letters({{}, {}, 100}).size() == 100);
  }
  testing::wait_until("the figures arrive", [&] {
    return number("SELECT coalesce(sum(idx_scan), 0)::bigint"
                  " FROM pg_stat_user_tables"
                  " WHERE relname = 'notification_exceptions'") > 0;
  });
  BOOST_TEST(number("SELECT count(*) FROM pg_stat_user_tables"
                    " WHERE seq_scan > 0 AND relname IN ('orders',"
                    "  'order_items', 'customers')") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
