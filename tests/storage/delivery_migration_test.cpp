// SPDX-License-Identifier: Apache-2.0
#include "storage/installation.hpp"
#include "storage/migrations.hpp"
#include "tests/support/postgres_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace orderd;

namespace {

/// The second version's database, with a paid order that was told of.
struct telling_database {
  telling_database() {
    storage::migrate(conn, "orderd", storage::known_migrations().first(2));
    run("INSERT INTO settings VALUES ('currency_decimals', '2');"
        "INSERT INTO customers (id, email, name, created_at) VALUES"
        " (1, 'ada@example.com', 'Ada Example', '2026-11-20 08:00Z');"
        "INSERT INTO batches (id, kind, first_order_id, last_order_id, orders,"
        "  created_at) VALUES (1, 'accept', 1, 1, 1, '2026-11-20 08:00Z'),"
        "  (2, 'finalize', 1, 1, 1, '2026-11-20 08:01Z');"
        "INSERT INTO batch_deliveries VALUES"
        " (1, 'log', '2026-11-20 08:00:01Z'), (2, 'log', NULL);"
        "INSERT INTO orders (id, customer_id, source, status, payment_status,"
        "  currency, subtotal, total_amount, ordered_at, accepted_at, paid_at,"
        "  final_day, accept_batch, final_batch) VALUES (1, 1, 'web', 'paid',"
        "  'paid', 'USD', 5000, 5000, '2026-11-20 08:00Z',"
        "  '2026-11-20 08:00Z', '2026-11-20 08:01Z', '2026-11-20', 1, 2)");
  }

  void run(const std::string& sql) {
    conn.execute_script(sql, "change the test's database");
  }

  std::string text(const std::string& sql) {
    const auto rows = conn.execute_script("SET TIME ZONE 'UTC';" + sql,
                                          "look at the test's database");
    BOOST_REQUIRE_EQUAL(rows.rows(), 1);
    return std::string(rows.text(0, 0));
  }

  std::string history() {
    return text("SELECT string_agg(concat_ws('|', id, type, delivery_status,"
                " attempts, sent_at, nullif(error_message, '')), ', '"
                " ORDER BY id) FROM notifications");
  }

  testing::test_database database{true};
  storage::connection conn = database.connect();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(delivery_migration, telling_database)

BOOST_AUTO_TEST_CASE(what_was_told_stays_so_and_what_waits_waits) {
  const auto before = history();
  BOOST_TEST(before == "64|processing|sent|1|2026-11-20 08:00:01+00,"
                       " 72|success|pending|0");
  BOOST_TEST(storage::migrate(conn, "orderd") > 0);
  BOOST_TEST(history() == before);
}

BOOST_AUTO_TEST_CASE(what_was_told_before_was_told_as_a_whole) {
  run("UPDATE batches SET orders = 3 WHERE id = 2");
  storage::migrate(conn, "orderd");
  BOOST_TEST(text("SELECT string_agg(batch_id || ' ' || notices, ', '"
                  " ORDER BY batch_id) FROM batch_deliveries") == "1 1, 2 3");
}

BOOST_AUTO_TEST_CASE(what_failed_by_hand_becomes_a_dead_letter) {
  run("INSERT INTO notification_exceptions VALUES"
      " (1, 64, 'sent', 2, '2026-11-20 09:00Z', ''),"
      " (1, 72, 'bounced', 3, NULL, 'mailbox full')");
  storage::migrate(conn, "orderd");
  BOOST_TEST(history() == "64|processing|sent|2|2026-11-20 09:00:00+00,"
                          " 72|success|failed|3|mailbox full");
  BOOST_TEST(text("SELECT string_agg(notification_id || channel, ' ' ORDER BY"
                  " notification_id) FROM notification_exceptions") ==
             "64log 72log");
  BOOST_TEST(text("SELECT concat_ws('|', stage, subject_id, attempts,"
                  " error_message, since) FROM dead_letters") ==
             "notifications|72|3|mailbox full|2026-11-20 08:01:00+00");
}

BOOST_AUTO_TEST_SUITE_END()
