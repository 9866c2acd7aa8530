// SPDX-License-Identifier: Apache-2.0
#include "storage/installation.hpp"
#include "storage/migrations.hpp"
#include "tests/support/postgres_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace orderd;

namespace {

/// The first version's database, with refunds that were made by hand.
struct older_database {
  older_database() {
    storage::migrate(conn, "orderd", storage::known_migrations().first(1));
  }

  std::string text(const std::string& sql) {
    const auto rows = conn.execute_script(sql, "look at the test's database");
    BOOST_REQUIRE_EQUAL(rows.rows(), 1);
    return std::string(rows.text(0, 0));
  }

  void add_orders() {
    conn.execute_script(
        "INSERT INTO customers (id, email, name, created_at) VALUES"
        " (1, 'ada@example.com', 'Ada Example', '2026-11-20 08:00Z');"
        "INSERT INTO orders (id, customer_id, source, status, payment_status,"
        "  currency, subtotal, total_amount, ordered_at, accepted_at, paid_at,"
        "  final_day, accept_batch) SELECT id, 1, 'web', 'paid', 'paid', 'USD',"
        "  5000, 5000, '2026-11-20 08:00Z', '2026-11-20 08:00Z',"
        "  '2026-11-20 08:01Z', '2026-11-20', 1 FROM generate_series(1, 2) id",
        "add orders");
  }

  void add_refund(const std::string& values) {
    conn.execute_script(
        "INSERT INTO refunds (order_id, id, status, completed_at,"
        "  completed_day, refund_amount, currency, type, requested_at)"
        " SELECT u.*, 100, 'USD', 'partial', '2026-11-24 02:00Z'"
        " FROM (VALUES (" +
            values + ")) u",
        "add a refund");
  }

  std::string ends() {
    return text("SET TIME ZONE 'UTC';"
                "SELECT string_agg(concat_ws(' ', id, status, completed_at,"
                "  completed_day), ', ' ORDER BY id) FROM refunds");
  }

  std::string next_refund() {
    return text("SELECT coalesce(max(next_id), 0) FROM id_blocks"
                " WHERE kind = 'refund'");
  }

  testing::test_database database{true};
  storage::connection conn = database.connect();
};

constexpr auto no_time = "NULL::timestamptz, NULL::date";

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_migration, older_database)

BOOST_AUTO_TEST_CASE(refunds_by_hand_get_the_columns_of_their_state) {
  add_orders();
  conn.execute_script("INSERT INTO settings VALUES"
                      " ('timezone', 'America/New_York')",
                      "set the time zone");
  add_refund(std::string("1, 1, 'completed', ") + no_time);
  add_refund("1, 2, 'completed', '2026-11-25 12:00Z'::timestamptz,"
             " NULL::date");
  add_refund("1, 3, 'completed', '2026-11-25 12:00Z'::timestamptz,"
             " '2026-11-20'::date");
  add_refund(std::string("1, 4, 'failed', ") + no_time);
  add_refund(std::string("1, 5, 'pending', ") + no_time);
  add_refund("1, 6, 'processing', '2026-11-25 12:00Z'::timestamptz,"
             " '2026-11-25'::date");
  BOOST_TEST(storage::migrate(conn, "orderd") > 0);
  BOOST_TEST(ends() == "1 completed 2026-11-24 02:00:00+00 2026-11-23,"
                       " 2 completed 2026-11-25 12:00:00+00 2026-11-25,"
                       " 3 completed 2026-11-25 12:00:00+00 2026-11-20,"
                       " 4 failed 2026-11-24 02:00:00+00,"
                       " 5 pending, 6 processing");
}

BOOST_AUTO_TEST_CASE(days_are_those_of_utc_without_a_time_zone) {
  add_orders();
  add_refund(std::string("1, 1, 'completed', ") + no_time);
  storage::migrate(conn, "orderd");
  BOOST_TEST(ends() == "1 completed 2026-11-24 02:00:00+00 2026-11-24");
}

BOOST_AUTO_TEST_CASE(new_refunds_get_ids_behind_those_by_hand) {
  storage::claim_lane(conn, 0, 1);
  add_orders();
  add_refund(std::string("1, 7, 'pending', ") + no_time);
  add_refund(std::string("2, 41, 'pending', ") + no_time);
  // Of another lane.
  add_refund("2, (3::bigint << 39) + 5, 'pending', " + std::string(no_time));
  conn.execute_script("DELETE FROM id_blocks WHERE kind = 'refund'",
                      "go back to what the first version had");
  storage::migrate(conn, "orderd");
  BOOST_TEST(next_refund() == "42");
  auto later = database.connect();
  storage::claim_lane(later, 0, 1);
  BOOST_TEST(next_refund() == "42");
}

BOOST_AUTO_TEST_CASE(ids_stay_within_the_lane) {
  conn.execute_script("INSERT INTO id_blocks VALUES"
                      " ('order', (3::bigint << 39) + 1)",
                      "start ids");
  add_orders();
  add_refund(std::string("1, 7, 'pending', ") + no_time);
  add_refund("2, (3::bigint << 39) + 5, 'pending', " + std::string(no_time));
  storage::migrate(conn, "orderd");
  BOOST_TEST(next_refund() == std::to_string((std::int64_t{3} << 39) + 6));
}

BOOST_AUTO_TEST_CASE(without_refunds_ids_begin_as_ever) {
  storage::migrate(conn, "orderd");
  BOOST_TEST(next_refund() == "0");
  storage::claim_lane(conn, 0, 1);
  BOOST_TEST(next_refund() == "1");
}

BOOST_AUTO_TEST_SUITE_END()
