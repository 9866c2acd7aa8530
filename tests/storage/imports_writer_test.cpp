// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/stocked_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace orderd;
using domain::import_state;
using testing::kind_is;

namespace {

struct import_shop : testing::writing_shop {
  domain::new_import claimed(std::int64_t id) {
    domain::new_import import;
    import.id = {id};
    import.source = "shop-1";
    import.file = "orders \xe2\x82\xac.csv";
    import.content_sha256 = std::string(32, '\0');
    import.size = 123;
    return import;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(imports_writer, import_shop)

BOOST_AUTO_TEST_CASE(import_ids_rise_from_1_and_cost_no_transaction) {
  BOOST_TEST(writer().next_import_id().value == 1);
  BOOST_TEST(writer().next_import_id().value == 2);
  BOOST_TEST(number("SELECT max(seq) FROM lane") == 0);
}

BOOST_AUTO_TEST_CASE(a_claimed_file_is_recorded_as_waiting) {
  const auto row = writer().register_import(claimed(1), testing::now);
  BOOST_TEST(row.id.value == 1);
  BOOST_TEST((row.kind == domain::import_kind::orders));
  BOOST_TEST(row.source == "shop-1");
  BOOST_TEST(row.file == "orders \xe2\x82\xac.csv");
  BOOST_TEST(row.content_sha256 == std::string(32, '\0'));
  BOOST_TEST(row.size == 123);
  BOOST_TEST((row.state == import_state::waiting));
  BOOST_TEST((row.position == domain::file_position{0, 1}));
  BOOST_TEST(!row.started_at.has_value());
  BOOST_TEST(!row.cancel_requested);
}

BOOST_AUTO_TEST_CASE(registering_again_gives_the_row_as_it_is) {
  writer().register_import(claimed(1), testing::now);
  writer().start_import({1}, {"colour"}, testing::now);
  const auto row = writer().register_import(claimed(1), testing::now);
  BOOST_TEST((row.state == import_state::running));
  BOOST_TEST(row.unknown_columns.at(0) == "colour");
}

BOOST_AUTO_TEST_CASE(starting_again_keeps_the_first_time) {
  writer().register_import(claimed(1), testing::now);
  const auto first = writer().start_import({1}, {}, testing::now);
  BOOST_TEST((first.state == import_state::running));
  const auto again = writer().start_import(
      {1}, {"a", "b,\"c"}, testing::now + std::chrono::hours{1});
  BOOST_TEST((again.state == import_state::running));
  BOOST_TEST((again.started_at == testing::now));
  BOOST_TEST(again.unknown_columns.size() == 2);
  BOOST_TEST(again.unknown_columns.at(1) == "b,\"c");
}

BOOST_AUTO_TEST_CASE(an_import_that_has_ended_does_not_start) {
  writer().register_import(claimed(1), testing::now);
  writer().end_import({{1}, import_state::failed, "", "unreadable"},
                      testing::now);
  const auto row = writer().start_import({1}, {"x"}, testing::now);
  BOOST_TEST((row.state == import_state::failed));
  BOOST_TEST(row.unknown_columns.empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_import_is_not_found) {
  using enum storage::error_kind;
  BOOST_CHECK_EXCEPTION(writer().start_import({9}, {}, testing::now),
                        storage::error, kind_is(not_found));
  BOOST_CHECK_EXCEPTION(writer().request_cancel({9}), storage::error,
                        kind_is(not_found));
  BOOST_CHECK_EXCEPTION(
      writer().end_import({{9}, import_state::done, "", ""}, testing::now),
      storage::error, kind_is(not_found));
  BOOST_CHECK_EXCEPTION(
      writer().skip_rows({{9}, std::string(32, 'a'), {0, 1}, {1, 2}}, 1),
      storage::error, kind_is(conflict));
}

BOOST_AUTO_TEST_CASE(skipped_rows_are_counted_once) {
  auto file = start_file("a");
  const domain::import_slice slice{file.id, file.sha, {0, 2}, {500, 12}};
  writer().skip_rows(slice, 10);
  BOOST_CHECK_EXCEPTION(writer().skip_rows(slice, 10), storage::error,
                        kind_is(storage::error_kind::conflict));
  BOOST_TEST(text("SELECT concat_ws('|', rows, skipped, position, line)"
                  " FROM imports") == "10|10|500|12");
}

BOOST_AUTO_TEST_CASE(a_cancellation_may_be_asked_for_until_the_end) {
  auto file = start_file("a");
  BOOST_TEST(writer().request_cancel(file.id).cancel_requested);
  BOOST_TEST(writer().request_cancel(file.id).cancel_requested);
  writer().end_import({file.id, import_state::cancelled, "x", ""},
                      testing::now);
  BOOST_TEST(
      (writer().request_cancel(file.id).state == import_state::cancelled));
  auto other = start_file("b");
  writer().end_import({other.id, import_state::done, "x", ""}, testing::now);
  BOOST_CHECK_EXCEPTION(writer().request_cancel(other.id), storage::error,
                        kind_is(storage::error_kind::conflict));
}

BOOST_AUTO_TEST_CASE(an_import_ends_once) {
  auto file = start_file("a");
  const auto done = writer().end_import(
      {file.id, import_state::done, "archive/2026/a.1.csv", ""}, testing::now);
  BOOST_TEST((done.state == import_state::done));
  BOOST_TEST((done.finished_at == testing::now));
  BOOST_TEST(done.archived_as == "archive/2026/a.1.csv");
  const auto again =
      writer().end_import({file.id, import_state::failed, "other", "late"},
                          testing::now + std::chrono::hours{1});
  BOOST_TEST((again.state == import_state::done));
  BOOST_TEST((again.finished_at == testing::now));
  BOOST_TEST(again.archived_as == "archive/2026/a.1.csv");
}

BOOST_AUTO_TEST_SUITE_END()
