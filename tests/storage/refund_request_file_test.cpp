// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refund_shop.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;

BOOST_FIXTURE_TEST_SUITE(refund_request_files, testing::refund_shop)

BOOST_AUTO_TEST_CASE(a_files_rows_become_refunds_duplicates_and_rejects) {
  const auto order = paid_order(), other = paid_order();
  auto file = start_file("r", "default", domain::import_kind::refunds);
  auto rows = next_refunds(file, {partial(order, 100), partial(order, 6000),
                                  partial(other, 200, "own"),
                                  partial(other, 200, "own")});
  rows.rejects.push_back({7, "amount", "invalid_amount", "no number", "raw"});
  const auto result = writer().request_refunds(rows);
  BOOST_TEST(result.accepted == 2);
  BOOST_TEST(result.duplicates == 1);
  BOOST_TEST(result.rejected == 2);
  BOOST_TEST(text("SELECT concat_ws('|', rows, accepted, duplicates, rejected,"
                  " position, line) FROM imports") == "5|2|1|2|400|6");
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', line, code,"
                  " convert_from(raw, 'UTF8')), ', ' ORDER BY line)"
                  " FROM import_rejects") ==
             "3 amount_not_left raw of line 3, 7 invalid_amount raw");
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', import_id, line,"
                  " idempotency_key), ', ' ORDER BY id) FROM refunds") ==
             "1 2 " + domain::file_refund_key(file.sha, 2) + ", 1 4 own");
  BOOST_TEST(number("SELECT min(length(params_digest)) FROM refunds") == 32);
  BOOST_TEST((result.open.at(0).import == file.id));
  check_rules();
}

BOOST_AUTO_TEST_CASE(the_same_file_again_gives_duplicates) {
  const auto order = paid_order();
  auto file = start_file("r", "default", domain::import_kind::refunds);
  const auto first = writer().request_refunds(
      next_refunds(file, {partial(order, 100), partial(order, 100)}));
  BOOST_TEST(first.accepted == 2);
  settle({answer(first.open[0]), answer(first.open[1], false)});
  auto again = start_file("r", "default", domain::import_kind::refunds);
  const auto second = writer().request_refunds(
      next_refunds(again, {partial(order, 100), partial(order, 100)}));
  BOOST_TEST(second.duplicates == 2);
  BOOST_TEST((second.decisions[1].refund == first.decisions[1].refund));
  BOOST_TEST(number("SELECT count(*) FROM refunds") == 2);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_position_that_moved_is_a_conflict) {
  const auto order = paid_order();
  auto file = start_file("r", "default", domain::import_kind::refunds);
  const auto rows = next_refunds(file, {partial(order, 100)});
  writer().request_refunds(rows);
  const auto before = number("SELECT count(*) FROM refunds");
  BOOST_CHECK_EXCEPTION(writer().request_refunds(rows), storage::error,
                        [](const storage::error& failed) {
                          return failed.kind() == storage::error_kind::conflict;
                        });
  BOOST_TEST(number("SELECT count(*) FROM refunds") == before);
  BOOST_TEST(accepted(partial(order, 100)).refund.value == 2);
}

BOOST_AUTO_TEST_CASE(rows_that_the_database_refuses_are_rejects) {
  const auto order = paid_order();
  auto file = start_file("r", "default", domain::import_kind::refunds);
  auto rows = next_refunds(
      file, {partial(order, 100), partial(order, 200), partial(order, 300)});
  rows.refunds[1].notes = "\xff is no UTF-8";
  const auto result = writer().request_refunds(rows);
  BOOST_TEST(result.accepted == 2);
  BOOST_TEST(result.rejected == 1);
  BOOST_TEST(result.decisions[1].code == "database_refused");
  BOOST_TEST(number("SELECT line FROM import_rejects") == 3);
  BOOST_TEST(result.open.at(1).amount.minor == 300);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_slice_of_rejects_alone_moves_the_position) {
  auto file = start_file("r", "default", domain::import_kind::refunds);
  const auto result =
      writer().request_refunds(next_refunds(file, {partial({77}, 100)}));
  BOOST_TEST(result.rejected == 1);
  BOOST_TEST(text("SELECT concat_ws('|', rejected, position) FROM imports") ==
             "1|100");
  BOOST_TEST(text("SELECT code FROM import_rejects") == "unknown_order");
}

BOOST_AUTO_TEST_SUITE_END()
