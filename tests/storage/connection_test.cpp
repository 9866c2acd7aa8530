// SPDX-License-Identifier: Apache-2.0
#include "storage/connection.hpp"

#include "storage/password.hpp"
#include "tests/support/postgres_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace orderd;
using namespace std::chrono_literals;
using storage::connection;
using storage::error;
using storage::error_kind;
using storage::params;
using storage::statement;

namespace {

struct fixture {
  testing::test_database database{true};
  connection conn = database.connect();
};

constexpr statement one{"select one", "select 1"};
constexpr statement divide{"divide", "select 1 / $1::bigint"};
constexpr statement insert_note{"insert note", "insert into notes values ($1)"};
constexpr statement count_notes{"count notes", "select count(*) from notes"};

template <class Action>
error failure_of(Action&& action) {
  try {
    action();
  } catch (const error& failure) {
    return failure;
  }
  BOOST_FAIL("nothing was thrown");
  throw std::logic_error("not reached");
}

error failure_of_script(connection& conn, std::string_view sql) {
  return failure_of([&] { conn.execute_script(sql, "run a script"); });
}

std::string setting(connection& conn, const std::string& name) {
  constexpr statement show{"show", "select current_setting($1)"};
  return std::string(conn.execute(show, params{}.add(name)).text(0, 0));
}

void terminate(const testing::test_database& database, connection& victim) {
  constexpr statement own_pid{"own pid", "select pg_backend_pid()"};
  constexpr statement kill{"terminate",
                           "select pg_terminate_backend($1::integer, 5000)"};
  const auto pid = victim.execute(own_pid).int64(0, 0);
  auto other = database.connect();
  BOOST_REQUIRE(
      other.execute(kill, params{}.add_int32(static_cast<std::int32_t>(pid)))
          .boolean(0, 0));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(storage_connection, fixture)

BOOST_AUTO_TEST_CASE(a_session_has_the_settings_that_statements_rely_on) {
  BOOST_TEST(setting(conn, "search_path") == "orderd");
  BOOST_TEST(setting(conn, "TimeZone") == "UTC");
  BOOST_TEST(setting(conn, "client_encoding") == "UTF8");
  BOOST_TEST(setting(conn, "application_name") == "orderd");
  BOOST_TEST(setting(conn, "statement_timeout") == "1min");
  BOOST_TEST(setting(conn, "lock_timeout") == "20s");
  BOOST_TEST(setting(conn, "jit") == "off");
  BOOST_TEST(setting(conn, "enable_seqscan") == "on");
}

BOOST_AUTO_TEST_CASE(a_writer_plans_without_sequential_scans) {
  auto options = database.options();
  options.writer = true;
  connection writer{options};
  BOOST_TEST(setting(writer, "enable_seqscan") == "off");
  BOOST_TEST(setting(writer, "enable_hashjoin") == "off");
  BOOST_TEST(setting(writer, "enable_mergejoin") == "off");
  BOOST_TEST(setting(writer, "plan_cache_mode") == "force_generic_plan");
  BOOST_TEST(setting(writer, "jit") == "off");
}

BOOST_AUTO_TEST_CASE(a_failure_names_the_statement_and_its_sqlstate) {
  const auto failure =
      failure_of([&] { conn.execute(divide, params{}.add(0)); });
  BOOST_TEST(failure.what() ==
             "cannot divide: division by zero (SQLSTATE 22012)");
  BOOST_TEST(failure.sqlstate() == "22012");
  BOOST_TEST((failure.kind() == error_kind::data_refused));
  BOOST_TEST(conn.execute(divide, params{}.add(1)).int64(0, 0) == 1);
}

BOOST_AUTO_TEST_CASE(each_class_of_sqlstate_has_its_kind) {
  const auto raised = [&](const std::string& sqlstate) {
    return failure_of_script(conn, "do $$ begin raise exception sqlstate '" +
                                       sqlstate + "'; end $$")
        .kind();
  };
  for (const auto* sqlstate : {"08006", "53300", "57P03", "53100"})
    BOOST_TEST((raised(sqlstate) == error_kind::unavailable), sqlstate);
  for (const auto* sqlstate : {"40001", "40P01"})
    BOOST_TEST((raised(sqlstate) == error_kind::retry), sqlstate);
  for (const auto* sqlstate : {"22003", "23505", "23514"})
    BOOST_TEST((raised(sqlstate) == error_kind::data_refused), sqlstate);
  for (const auto* sqlstate : {"28000", "3D000", "3F000", "42501", "42P01"})
    BOOST_TEST((raised(sqlstate) == error_kind::misconfigured), sqlstate);
  BOOST_TEST((raised("42601") == error_kind::internal));
  BOOST_TEST(conn.alive());
}

BOOST_AUTO_TEST_CASE(a_pipeline_answers_in_order) {
  std::vector<std::pair<const statement*, params>> all;
  for (int number = 1; number <= 50; ++number)
    all.emplace_back(&divide, params{}.add(number));
  all.emplace_back(&one, params{});
  const auto results = conn.execute_pipeline(all);
  BOOST_REQUIRE_EQUAL(results.size(), 51u);
  BOOST_TEST(results[0].int64(0, 0) == 1);
  BOOST_TEST(results[1].int64(0, 0) == 0);
  BOOST_TEST(results[50].int64(0, 0) == 1);
  BOOST_TEST(conn.execute_pipeline({}).empty());
}

BOOST_AUTO_TEST_CASE(megabytes_both_ways_in_one_pipeline_do_not_deadlock) {
  constexpr statement echo{"echo", "select $1::text"};
  std::vector<std::pair<const statement*, params>> all;
  const std::string megabyte(1'000'000, 'x');
  for (int number = 0; number < 12; ++number)
    all.emplace_back(&echo, params{}.add(megabyte));
  const std::string small(500, 'y');
  for (int number = 0; number < 10'000; ++number)
    all.emplace_back(&echo, params{}.add(small));
  const auto results = conn.execute_pipeline(all);
  BOOST_REQUIRE_EQUAL(results.size(), all.size());
  for (int number = 0; number < 12; ++number)
    BOOST_TEST(results[static_cast<std::size_t>(number)].text(0, 0).size() ==
               megabyte.size());
  BOOST_TEST(results.back().text(0, 0) == small);
}

BOOST_AUTO_TEST_CASE(what_stands_before_the_error_of_a_pipeline_can_be_undone) {
  conn.execute_script("create temporary table notes (note text unique)",
                      "make a table");
  conn.execute_script("begin", "begin");
  const auto failure = failure_of([&] {
    conn.execute_pipeline({{&insert_note, params{}.add("first")},
                           {&divide, params{}.add(0)},
                           {&count_notes, params{}}});
  });
  BOOST_TEST(failure.sqlstate() == "22012");
  BOOST_TEST(conn.in_transaction());
  conn.execute_script("rollback", "roll back");
  BOOST_TEST(!conn.in_transaction());
  // `count notes` was sent but never prepared, and `divide` was prepared.
  BOOST_TEST(conn.execute(count_notes).int64(0, 0) == 0);
  BOOST_TEST(conn.execute(divide, params{}.add(1)).int64(0, 0) == 1);
  conn.execute(insert_note, params{}.add("second"));
  BOOST_TEST(conn.execute(count_notes).int64(0, 0) == 1);
}

BOOST_AUTO_TEST_CASE(a_pipeline_outside_a_transaction_is_one_transaction) {
  conn.execute_script("create temporary table notes (note text unique)",
                      "make a table");
  const auto failure = failure_of([&] {
    conn.execute_pipeline({{&insert_note, params{}.add("same")},
                           {&insert_note, params{}.add("same")}});
  });
  BOOST_TEST(failure.sqlstate() == "23505");
  BOOST_TEST(conn.execute(count_notes).int64(0, 0) == 0);
}

BOOST_AUTO_TEST_CASE(an_error_at_the_end_of_a_pipeline_is_not_lost) {
  conn.execute_script("create temporary table notes (note text unique "
                      "deferrable initially deferred)",
                      "make a table");
  const auto failure = failure_of([&] {
    conn.execute_pipeline({{&insert_note, params{}.add("same")},
                           {&insert_note, params{}.add("same")}});
  });
  BOOST_TEST(failure.sqlstate() == "23505");
  BOOST_TEST(conn.execute(count_notes).int64(0, 0) == 0);
}

BOOST_AUTO_TEST_CASE(a_commit_of_a_failed_transaction_says_rollback) {
  conn.execute_script("begin", "begin");
  failure_of_script(conn, "select 1 / 0");
  BOOST_TEST(conn.execute_script("commit", "commit").command_tag() ==
             "ROLLBACK");
}

BOOST_AUTO_TEST_CASE(the_last_notice_can_be_taken_once) {
  BOOST_TEST(!conn.take_notice());
  conn.execute_script("do $$ begin raise notice 'a'; raise warning 'b'; end $$",
                      "raise notices");
  const auto notice = conn.take_notice();
  BOOST_REQUIRE(notice.has_value());
  BOOST_TEST(*notice == "b");
  BOOST_TEST(!conn.take_notice());
}

BOOST_AUTO_TEST_CASE(a_terminated_connection_is_unavailable_for_ever) {
  terminate(database, conn);
  const auto failure = failure_of([&] { conn.execute(one); });
  BOOST_TEST((failure.kind() == error_kind::unavailable));
  BOOST_TEST(failure.sqlstate() == "57P01");
  BOOST_TEST(!conn.alive());
  const auto again = failure_of_script(conn, "select 1");
  BOOST_TEST((again.kind() == error_kind::unavailable));
}

BOOST_AUTO_TEST_CASE(a_moved_connection_goes_on) {
  conn.execute(one);
  auto moved = std::move(conn);
  BOOST_TEST(moved.execute(one).int64(0, 0) == 1);
  conn = database.connect();
  BOOST_TEST(conn.execute(one).int64(0, 0) == 1);
}

BOOST_AUTO_TEST_CASE(a_statement_that_takes_too_long_is_ended) {
  conn.limit_statements(50ms);
  const auto failure = failure_of_script(conn, "select pg_sleep(60)");
  BOOST_TEST(failure.sqlstate() == "57014");
  BOOST_TEST(conn.execute(one).int64(0, 0) == 1);
}

BOOST_AUTO_TEST_CASE(one_name_for_two_types_is_a_defect_and_found) {
  conn.execute(divide, params{}.add(1));
  const auto failure =
      failure_of([&] { conn.execute(divide, params{}.add("1")); });
  BOOST_TEST((failure.kind() == error_kind::internal));
}

BOOST_AUTO_TEST_CASE(a_refused_connect_says_where_and_why) {
  auto options = database.options();
  options.url =
      options.url.substr(0, options.url.find("dbname=")) + "dbname=no";
  const auto missing = failure_of([&] { connection{options}; });
  BOOST_TEST((missing.kind() == error_kind::misconfigured));
  BOOST_TEST(missing.sqlstate() == "3D000");
  BOOST_TEST(std::string_view(missing.what()).find("'no'") !=
             std::string::npos);

  options.url = "host=/nowhere user=orderd dbname=orderd";
  const auto nobody = failure_of([&] { connection{options}; });
  BOOST_TEST((nobody.kind() == error_kind::unavailable));

  options.url = "no connection string with a secret";
  const auto unreadable = failure_of([&] { connection{options}; });
  BOOST_TEST((unreadable.kind() == error_kind::misconfigured));
  BOOST_TEST(std::string_view(unreadable.what()).find("secret") ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_stopped_server_is_unavailable_and_comes_back) {
  auto& server = testing::postgres_fixture::instance();
  server.stop_immediate();
  const auto failure = failure_of([&] { conn.execute(one); });
  BOOST_TEST((failure.kind() == error_kind::unavailable));
  const auto refused = failure_of([&] { (void)database.connect(); });
  BOOST_TEST((refused.kind() == error_kind::unavailable));
  server.start();
  BOOST_TEST(database.connect().execute(one).int64(0, 0) == 1);
}

BOOST_AUTO_TEST_CASE(the_public_conninfo_holds_the_schema_and_no_password) {
  storage::connect_options options;
  options.url = "postgresql://me:secret@server:5433/shop?sslmode=disable";
  BOOST_TEST(storage::public_conninfo(options) ==
             "user='me' dbname='shop' host='server' port='5433' "
             "sslmode='disable' options='-csearch_path=orderd'");
  options = database.options();
  options.url = storage::public_conninfo(options);
  BOOST_TEST(connection{options}.execute(one).int64(0, 0) == 1);
}

BOOST_AUTO_TEST_CASE(a_password_file_is_private_or_refused) {
  const testing::temporary_directory directory;
  const auto file = directory.path() / "password";
  std::ofstream(file) << "s3cret\nmore\n";
  std::filesystem::permissions(file, std::filesystem::perms::owner_read);
  BOOST_TEST(storage::read_password(file) == "s3cret");
  std::filesystem::permissions(file, std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  BOOST_CHECK_THROW(storage::read_password(file), error);
  BOOST_CHECK_THROW(storage::read_password(directory.path() / "none"), error);
}

BOOST_AUTO_TEST_SUITE_END()
