// SPDX-License-Identifier: Apache-2.0
#include "storage/migrations.hpp"

#include "storage/connection.hpp"
#include "tests/support/postgres_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <span>
#include <thread>

using namespace orderd;
using storage::error;
using storage::error_kind;
using storage::migration;

namespace {

constexpr std::array<migration, 3> history{{
    {1, "first", "aa",
     "create table one (id bigint); insert into one values (1)"},
    {2, "second", "bb", "create table two (id bigint)"},
    {3, "third", "cc", "create table three (id bigint)"},
}};
constexpr std::span<const migration> all{history};

constexpr storage::statement tables{
    "count tables", "select count(*) from pg_tables where schemaname = $1"};

struct fixture {
  testing::test_database database{true};
  storage::connection conn = database.connect();

  std::int64_t count_tables(std::string_view schema = "orderd") {
    return conn.execute(tables, storage::params{}.add(schema)).int64(0, 0);
  }

  std::string refusal(std::span<const migration> known) {
    try {
      storage::check_schema(conn, known);
    } catch (const error& failure) {
      BOOST_TEST((failure.kind() == error_kind::misconfigured));
      return failure.what();
    }
    return {};
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(storage_migrations, fixture)

BOOST_AUTO_TEST_CASE(missing_migrations_are_applied_in_order_and_once) {
  BOOST_TEST(storage::migrate(conn, "orderd", all.first(1)) == 1);
  BOOST_TEST(count_tables() == 2);
  BOOST_TEST(storage::migrate(conn, "orderd", all) == 2);
  BOOST_TEST(storage::migrate(conn, "orderd", all) == 0);
  BOOST_TEST(count_tables() == 4);
  BOOST_TEST(refusal(all).empty());
}

BOOST_AUTO_TEST_CASE(a_migration_that_fails_leaves_nothing_behind) {
  const std::array<migration, 2> broken{
      all[0],
      {2, "broken", "bb", "create table two (id bigint); select 1 / 0"}};
  BOOST_CHECK_THROW(storage::migrate(conn, "orderd", broken), error);
  BOOST_TEST(count_tables() == 2);
  BOOST_TEST(!conn.in_transaction());
  BOOST_TEST(storage::migrate(conn, "orderd", all) == 2);
}

BOOST_AUTO_TEST_CASE(a_schema_that_does_not_fit_is_refused_with_advice) {
  BOOST_TEST(refusal(all) ==
             "the database has no schema of orderd yet: run `orderd "
             "--migrate` with the same options, as its owner");
  storage::migrate(conn, "orderd", all.first(2));
  BOOST_TEST(refusal(all) ==
             "the database's schema is version 2, this orderd needs 3: run "
             "`orderd --migrate` with the same options, as its owner");
  BOOST_TEST(refusal(all.first(1)) ==
             "the database's schema is version 2, this orderd knows up to "
             "1: install the newer orderd");
  BOOST_CHECK_THROW(storage::migrate(conn, "orderd", all.first(1)), error);
}

BOOST_AUTO_TEST_CASE(a_history_that_differs_is_refused) {
  storage::migrate(conn, "orderd", all);
  auto other = history;
  other[1].sha256 = "xx";
  BOOST_TEST(refusal(other).find("migration 2 that differs") !=
             std::string::npos);
  BOOST_CHECK_THROW(storage::migrate(conn, "orderd", other), error);
}

BOOST_AUTO_TEST_CASE(two_migrations_at_once_wait_for_each_other) {
  auto second = database.connect();
  int applied_by_second = 0;
  int applied_by_first = 0;
  {
    const std::jthread other(
        [&] { applied_by_second = storage::migrate(second, "orderd", all); });
    applied_by_first = storage::migrate(conn, "orderd", all);
  }
  BOOST_TEST(applied_by_first + applied_by_second == 3);
}

BOOST_AUTO_TEST_CASE(a_schema_of_any_name_is_made) {
  auto options = database.options();
  options.schema = "Lane \"7\"";
  storage::connection lane{options};
  BOOST_TEST(storage::migrate(lane, options.schema, all) == 3);
  BOOST_TEST(count_tables(options.schema) == 4);
  BOOST_TEST(count_tables() == 0);
}

BOOST_AUTO_TEST_CASE(the_compiled_in_migrations_make_a_schema_that_fits) {
  const auto known = storage::known_migrations();
  BOOST_TEST(storage::migrate(conn, "orderd") ==
             static_cast<int>(known.size()));
  BOOST_CHECK_NO_THROW(storage::check_schema(conn));
}

BOOST_AUTO_TEST_SUITE_END()
