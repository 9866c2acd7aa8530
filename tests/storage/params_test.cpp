// SPDX-License-Identifier: Apache-2.0
#include "storage/params.hpp"

#include "storage/connection.hpp"
#include "tests/support/postgres_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>
#include <numeric>

using namespace orderd;
using namespace std::chrono_literals;
using storage::params;
using storage::statement;

namespace {

struct fixture {
  testing::test_database database{true};
  storage::connection conn = database.connect();
};

const std::string awkward = "quote ' double \" back \\ brace {,} \n\r\t NULL "
                            "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";

constexpr statement each_text{
    "each text", "select t from unnest($1::text[]) with ordinality as u (t, n) "
                 "order by n"};

} // namespace

BOOST_FIXTURE_TEST_SUITE(storage_params, fixture)

BOOST_AUTO_TEST_CASE(whole_numbers_keep_their_extremes) {
  constexpr statement echo{"echo numbers", "select $1::bigint, $2::integer"};
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  constexpr auto most = std::numeric_limits<std::int32_t>::max();
  const auto row = conn.execute(echo, params{}.add(least).add_int32(most));
  BOOST_TEST(row.int64(0, 0) == least);
  BOOST_TEST(row.int64(0, 1) == most);
}

BOOST_AUTO_TEST_CASE(neither_a_literal_nor_an_int_becomes_a_boolean) {
  BOOST_TEST(params{}.add("text").types().front() == 25u);
  BOOST_TEST(params{}.add(std::string("text")).types().front() == 25u);
  BOOST_TEST(params{}.add(1).types().front() == 20u);
  BOOST_TEST(params{}.add(true).types().front() == 16u);
}

BOOST_AUTO_TEST_CASE(texts_and_bytes_come_back_byte_for_byte) {
  constexpr statement echo{"echo texts",
                           "select $1::text, $2::bytea, $3::text, $4::boolean"};
  const std::string bytes("\0\xff\\'\x80", 5);
  const auto row = conn.execute(
      echo, params{}.add(awkward).add_bytes(bytes).add("").add(true));
  BOOST_TEST(row.text(0, 0) == awkward);
  BOOST_TEST(row.bytes(0, 1) == bytes);
  BOOST_TEST(row.text(0, 2).empty());
  BOOST_TEST(!row.is_null(0, 2));
  BOOST_TEST(row.boolean(0, 3));
}

BOOST_AUTO_TEST_CASE(an_absent_value_is_null) {
  constexpr statement echo{
      "echo nulls", "select $1::text, $2::bigint, $3::timestamptz, $4::text"};
  const auto row =
      conn.execute(echo, params{}
                             .add(std::optional<std::string>{})
                             .add(std::optional<std::int64_t>{})
                             .add(std::optional<domain::utc_time>{})
                             .add_null_text());
  for (int column = 0; column < 4; ++column)
    BOOST_TEST(row.is_null(0, column));
  BOOST_TEST(!row.optional_int64(0, 1));
  BOOST_TEST(!row.optional_time(0, 2));
  BOOST_CHECK_THROW((void)row.text(0, 0), storage::error);
}

BOOST_AUTO_TEST_CASE(times_keep_their_microseconds) {
  constexpr statement echo{
      "echo times", "select $1::timestamptz, "
                    "(extract(epoch from $1) * 1000000)::bigint, $2::date"};
  const domain::business_day day{2026y / 11 / 24};
  for (const auto time :
       {domain::utc_time{day} + 5h + 58min + 14123456us,
        domain::utc_time{day} + 1s, domain::utc_time{}, domain::utc_time{-1us},
        domain::utc_time{domain::business_day{1999y / 12 / 31}} + 100ms}) {
    const auto row = conn.execute(echo, params{}.add(time).add_day(day));
    BOOST_TEST((row.time(0, 0) == time));
    BOOST_TEST((row.time(0, 1) == time));
    BOOST_TEST((row.day(0, 2) == day));
  }
}

BOOST_AUTO_TEST_CASE(json_is_stored_as_json) {
  constexpr statement echo{
      "echo json", "select $1::jsonb ->> 'a', ($2::jsonb[])[2] ->> 'b'"};
  const std::vector<std::string> two{R"({"b": 1})", R"({"b": "x"})"};
  const auto row = conn.execute(
      echo, params{}.add_jsonb(R"({"a": "\"é"})").add_jsonb_array(two));
  BOOST_TEST(row.text(0, 0) == "\"é");
  BOOST_TEST(row.text(0, 1) == "x");
}

BOOST_AUTO_TEST_CASE(an_array_of_texts_comes_back_element_by_element) {
  const std::vector<std::string> texts{awkward, "", "NULL", "{}", "a,b", "\""};
  const auto rows = conn.execute(each_text, params{}.add_array(texts));
  BOOST_REQUIRE_EQUAL(rows.rows(), static_cast<int>(texts.size()));
  for (int row = 0; row < rows.rows(); ++row)
    BOOST_TEST(rows.text(row, 0) == texts[static_cast<std::size_t>(row)]);
}

BOOST_AUTO_TEST_CASE(an_empty_array_of_each_type_is_empty_and_not_null) {
  constexpr statement count{
      "count empty arrays",
      "select coalesce(cardinality($1), -1) + coalesce(cardinality($2), -1)"
      " + coalesce(cardinality($3), -1) + coalesce(cardinality($4), -1)"
      " + coalesce(cardinality($5), -1) + coalesce(cardinality($6), -1)"
      " + coalesce(cardinality($7), -1)"};
  const std::vector<std::string> none;
  const auto row =
      conn.execute(count, params{}
                              .add_array(std::vector<std::int64_t>{})
                              .add_array(std::vector<std::int32_t>{})
                              .add_array(none)
                              .add_bytes_array(none)
                              .add_day_array({})
                              .add_time_array({})
                              .add_jsonb_array(none));
  BOOST_TEST(row.int64(0, 0) == 0);
}

BOOST_AUTO_TEST_CASE(an_array_of_a_hundred_thousand_elements_arrives_whole) {
  constexpr statement sums{
      "sum arrays",
      "select (select sum(v) from unnest($1::bigint[]) v)::bigint, "
      "(select sum(v) from unnest($2::integer[]) v)::bigint, "
      "(select sum(length(v)) from unnest($3::text[]) v)::bigint"};
  std::vector<std::int64_t> large(100'000);
  std::iota(large.begin(), large.end(), std::int64_t{1} << 40);
  std::vector<std::int32_t> small(100'000, -3);
  std::vector<std::string> texts(100'000, "'\\\n");
  const auto row = conn.execute(
      sums, params{}.add_array(large).add_array(small).add_array(texts));
  BOOST_TEST(row.int64(0, 0) ==
             std::accumulate(large.begin(), large.end(), std::int64_t{0}));
  BOOST_TEST(row.int64(0, 1) == -300'000);
  BOOST_TEST(row.int64(0, 2) == 300'000);
}

BOOST_AUTO_TEST_CASE(arrays_of_days_times_and_bytes_keep_their_values) {
  constexpr statement pick{"pick elements",
                           "select ($1::date[])[2], ($2::timestamptz[])[2], "
                           "($3::bytea[])[2]"};
  const domain::business_day day{2024y / 2 / 29};
  const auto time = domain::utc_time{day} + 1us;
  const std::vector<domain::business_day> days{{}, day};
  const std::vector<domain::utc_time> times{{}, time};
  const std::vector<std::string> bytes{"", std::string("\0\n", 2)};
  const auto row = conn.execute(
      pick, params{}.add_day_array(days).add_time_array(times).add_bytes_array(
                bytes));
  BOOST_TEST((row.day(0, 0) == day));
  BOOST_TEST((row.time(0, 1) == time));
  BOOST_TEST(row.bytes(0, 2) == bytes[1]);
}

BOOST_AUTO_TEST_SUITE_END()
