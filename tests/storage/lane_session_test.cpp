// SPDX-License-Identifier: Apache-2.0
#include "storage/lane_session.hpp"

#include "tests/storage/marked_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <string>

using namespace orderd;
using testing::add_one;
using testing::with;

namespace {

using namespace std::chrono_literals;

constexpr storage::statement own_pid{"own pid", "SELECT pg_backend_pid()"};
constexpr storage::statement fail_twice{"fail twice", "SELECT fail_twice()"};
constexpr storage::statement lock_mark{
    "lock a mark", "UPDATE marks SET n = n WHERE n = $1::bigint"};

} // namespace

BOOST_FIXTURE_TEST_SUITE(lane_session, testing::marked_shop)

BOOST_AUTO_TEST_CASE(each_transaction_is_marked_with_a_rising_number) {
  auto own = session();
  for (int i = 1; i <= 3; ++i) {
    const auto mark = own.run("add", [&](storage::transaction& tx) {
      tx.set_batch({40 + i});
      tx.run(add_one, with(i));
    });
    BOOST_TEST(mark.connection == 1);
    BOOST_TEST(mark.seq == i);
  }
  BOOST_TEST(marks() == 3);
  BOOST_TEST(text("SELECT concat_ws(' ', seq, batch) FROM lane"
                  " WHERE connection = 1") == "3 43");
}

BOOST_AUTO_TEST_CASE(a_body_that_writes_nothing_is_no_transaction) {
  auto own = session();
  own.run("nothing", [](storage::transaction&) {});
  BOOST_TEST(number("SELECT max(seq) FROM lane") == 0);
}

BOOST_AUTO_TEST_CASE(
    what_a_body_throws_rolls_back_and_leaves_a_usable_session) {
  auto own = session();
  const auto fail = [](storage::transaction& tx) {
    tx.run(add_one, with(1));
    throw std::runtime_error("of the body");
  };
  BOOST_CHECK_THROW(own.run("fail", fail), std::runtime_error);
  BOOST_CHECK_THROW(own.try_out(fail), std::runtime_error);
  own.run("add", [](storage::transaction& tx) { tx.run(add_one, with(2)); });
  BOOST_TEST(text("SELECT string_agg(n::text, ' ') FROM marks") == "2");
  BOOST_TEST(losses.empty());
}

BOOST_AUTO_TEST_CASE(trying_out_changes_nothing) {
  auto own = session();
  own.try_out([](storage::transaction& tx) { tx.run(add_one, with(1)); });
  BOOST_TEST(marks() == 0);
  BOOST_TEST(number("SELECT max(seq) FROM lane") == 0);
}

BOOST_AUTO_TEST_CASE(conflicts_run_the_whole_transaction_again) {
  for (const auto* state : {"40001", "40P01"}) {
    change("CREATE SEQUENCE runs; CREATE FUNCTION fail_twice() RETURNS bigint"
           " LANGUAGE plpgsql AS $$ DECLARE n bigint := nextval('runs'); BEGIN"
           " IF n < 3 THEN RAISE 'conflict' USING ERRCODE = '" +
           std::string(state) + "'; END IF; RETURN n; END $$");
    auto own = session();
    int runs = 0;
    own.run("add", [&](storage::transaction& tx) {
      ++runs;
      tx.run(add_one, with(1));
      tx.run(fail_twice, {});
    });
    BOOST_TEST(runs == 3);
    BOOST_TEST(marks() == 1);
    change("DROP FUNCTION fail_twice; DROP SEQUENCE runs; TRUNCATE marks");
  }
  BOOST_TEST(losses.empty());
}

BOOST_AUTO_TEST_CASE(a_conflict_that_never_ends_is_given_up) {
  auto own = session();
  BOOST_CHECK_EXCEPTION(
      own.run("add",
              [](storage::transaction&) {
                throw storage::error(storage::error_kind::retry, "again");
              }),
      storage::error, [](const storage::error& failed) {
        return failed.kind() == storage::error_kind::internal &&
               std::string(failed.what()).find("again") != std::string::npos;
      });
}

BOOST_AUTO_TEST_CASE(a_real_deadlock_does_not_surface) {
  change("INSERT INTO marks VALUES (1), (2)");
  std::promise<void> here, there;
  std::shared_future<void> both[2] = {here.get_future(), there.get_future()};
  const auto cross = [&](int connection, std::promise<void>& mine,
                         std::shared_future<void>& theirs, std::int64_t first) {
    auto own = session(connection);
    int runs = 0;
    own.run("cross", [&](storage::transaction& tx) {
      tx.run(lock_mark, with(first));
      if (++runs == 1) {
        mine.set_value();
        theirs.wait_for(10s);
      }
      tx.run(lock_mark, with(3 - first));
    });
    return runs;
  };
  auto other = std::async(std::launch::async,
                          [&] { return cross(0, there, both[0], 2); });
  const auto runs = cross(1, here, both[1], 1);
  BOOST_TEST(runs + other.get() == 3);
}

BOOST_AUTO_TEST_CASE(a_terminated_backend_in_the_middle_is_not_noticed) {
  auto own = session();
  int runs = 0;
  own.run("add", [&](storage::transaction& tx) {
    const auto pid = tx.run(own_pid, {}).int64(0, 0);
    tx.run(add_one, with(1));
    if (++runs == 1)
      change("SELECT pg_terminate_backend(" + std::to_string(pid) + ", 5000)");
    tx.run(add_one, with(2));
  });
  BOOST_TEST(runs == 2);
  BOOST_TEST(marks() == 2);
  BOOST_TEST(losses.size() == 1);
  BOOST_TEST(own.place().seq == 1);
}

BOOST_AUTO_TEST_CASE(a_terminated_backend_before_commit_is_not_noticed) {
  auto own = session(0);
  int runs = 0;
  own.run("add", [&](storage::transaction& tx) {
    const auto pid = tx.run(own_pid, {}).int64(0, 0);
    tx.run(add_one, with(1));
    if (++runs == 1)
      change("SELECT pg_terminate_backend(" + std::to_string(pid) + ", 5000)");
  });
  BOOST_TEST(runs == 2);
  BOOST_TEST(marks() == 1);
}

BOOST_AUTO_TEST_CASE(a_notice_inside_a_transaction_does_not_make_it_unclear) {
  constexpr storage::statement warn{"warn", "DROP TABLE IF EXISTS not_there"};
  auto own = session();
  own.run("warn", [&](storage::transaction& tx) { tx.run(warn, {}); });
  BOOST_TEST(losses.empty());
}

BOOST_AUTO_TEST_CASE(a_commit_that_the_server_refuses_is_run_again) {
  change("ALTER TABLE marks ADD CONSTRAINT once UNIQUE (n) DEFERRABLE"
         " INITIALLY DEFERRED");
  auto own = session();
  int runs = 0;
  own.run("add", [&](storage::transaction& tx) {
    tx.run(add_one, with(1));
    if (++runs == 1)
      tx.run(add_one, with(1));
  });
  BOOST_TEST(runs == 2);
  BOOST_TEST(marks() == 1);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_wait_for_a_database_that_is_away) {
  auto own = session(1, "host=/nowhere dbname=none");
  auto waiting = std::async(std::launch::async, [&] {
    own.run("add", [](storage::transaction& tx) { tx.run(add_one, with(1)); });
  });
  BOOST_TEST((waiting.wait_for(300ms) == std::future_status::timeout));
  *stop = true;
  BOOST_REQUIRE((waiting.wait_for(5s) == std::future_status::ready));
  BOOST_CHECK_EXCEPTION(
      waiting.get(), storage::error, [](const storage::error& failed) {
        return failed.kind() == storage::error_kind::unavailable;
      });
  BOOST_TEST(losses.size() > 1);
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_lost_at_once_is_not_a_busy_loop) {
  change("CREATE FUNCTION fail_twice() RETURNS bigint LANGUAGE plpgsql AS $$"
         " BEGIN RAISE 'disk full' USING ERRCODE = '53100'; END $$");
  auto own = session();
  auto waiting = std::async(std::launch::async, [&] {
    own.run("add", [](storage::transaction& tx) { tx.run(fail_twice, {}); });
  });
  BOOST_TEST((waiting.wait_for(1s) == std::future_status::timeout));
  *stop = true;
  BOOST_CHECK_THROW(waiting.get(), storage::error);
  BOOST_TEST(losses.size() < 10);
}

BOOST_AUTO_TEST_CASE(the_lock_of_an_own_lost_connection_is_freed) {
  auto own = session(0);
  own.run("add", [](storage::transaction& tx) { tx.run(add_one, with(1)); });
  // The backend outlives the session's socket: nobody reads from this one.
  auto old = std::move(own.on());
  own.run("add", [](storage::transaction& tx) { tx.run(add_one, with(2)); });
  BOOST_TEST(marks() == 2);
}

BOOST_AUTO_TEST_CASE(the_connection_that_claimed_the_lane_goes_on) {
  constexpr storage::statement promise{
      "see the promise", "SELECT current_setting('synchronous_commit')"};
  change("ALTER DATABASE " + text("SELECT current_database()") +
         " SET synchronous_commit = off");
  storage::connection claiming{writer_options()};
  places = storage::claim_lane(claiming, 0, 2).value();
  const auto pid = claiming.execute(own_pid).int64(0, 0);
  auto own = session(0);
  own.adopt(std::move(claiming));
  for (const bool lost : {false, true}) {
    if (lost)
      change("SELECT pg_terminate_backend(" + std::to_string(pid) + ", 5000)");
    std::string kept;
    own.run("add", [&](storage::transaction& tx) {
      kept = tx.run(promise, {}).text(0, 0);
      tx.run(add_one, with(1));
      BOOST_TEST((tx.run(own_pid, {}).int64(0, 0) == pid) == !lost);
    });
    BOOST_TEST(kept == "on");
  }
  BOOST_TEST(marks() == 2);
}

BOOST_AUTO_TEST_CASE(a_claiming_connection_that_was_lost_is_replaced) {
  storage::connection claiming{writer_options()};
  places = storage::claim_lane(claiming, 0, 2).value();
  change("SELECT pg_terminate_backend(" +
         std::to_string(claiming.execute(own_pid).int64(0, 0)) + ", 5000)");
  auto own = session(0);
  own.adopt(std::move(claiming));
  own.run("add", [](storage::transaction& tx) { tx.run(add_one, with(1)); });
  BOOST_TEST(marks() == 1);
}

BOOST_AUTO_TEST_CASE(commits_are_durable_even_where_the_server_promises_less) {
  constexpr storage::statement promise{
      "see the promise", "SELECT current_setting('synchronous_commit')"};
  change("ALTER DATABASE " + text("SELECT current_database()") +
         " SET synchronous_commit = off");
  auto own = session();
  std::string kept;
  own.run("look", [&](storage::transaction& tx) {
    kept = tx.run(promise, {}).text(0, 0);
  });
  BOOST_TEST(kept == "on");
}

BOOST_AUTO_TEST_SUITE_END()
