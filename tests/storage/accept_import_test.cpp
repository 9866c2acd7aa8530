// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/stocked_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace orderd;
using testing::buy;

namespace {

const auto conflict = testing::kind_is(storage::error_kind::conflict);

} // namespace

BOOST_FIXTURE_TEST_SUITE(accept_import, testing::stocked_shop)

BOOST_AUTO_TEST_CASE(the_position_and_the_counts_of_the_import_move) {
  auto file = start_file("a");
  auto request =
      next_of(file, {buy("a@x.com", "MUG", 1, "R"),
                     buy("a@x.com", "MUG", 1, "R"), buy("a@x.com", "NONE")});
  request.rejects.push_back({9, "products", "invalid_json", "no JSON", "raw"});
  const auto result = accept(request);
  BOOST_TEST(result.rejected == 2);
  BOOST_TEST(text("SELECT concat_ws('|', position, line, rows, accepted,"
                  " duplicates, rejected, skipped) FROM imports") ==
             "300|5|4|1|1|2|0");
  check_rules();
}

BOOST_AUTO_TEST_CASE(
    a_position_that_moved_is_a_conflict_and_nothing_is_written) {
  auto file = start_file("a");
  const auto request = next_of(file, {buy("a@x.com", "MUG")});
  accept(request);
  BOOST_CHECK_EXCEPTION(writer().accept(request), storage::error, conflict);
  auto skewed = next_of(file, {buy("b@x.com", "MUG")});
  skewed.slice->from.offset += 1;
  BOOST_CHECK_EXCEPTION(writer().accept(skewed), storage::error, conflict);
  BOOST_TEST(number("SELECT count(*) FROM orders") == 1);
  BOOST_TEST(number("SELECT count(*) FROM batches") == 1);
  BOOST_TEST(stock_of("MUG") == 9);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_slice_with_rejects_that_was_decided_is_a_conflict_too) {
  auto file = start_file("a");
  auto request =
      next_of(file, {buy("a@x.com", "NONE"), buy("a@x.com", "MUG", 1, "R")});
  request.rejects.push_back({9, "products", "invalid_json", "no JSON", "raw"});
  accept(request);
  BOOST_CHECK_EXCEPTION(writer().accept(request), storage::error, conflict);
  check_rules();
}

BOOST_AUTO_TEST_CASE(an_import_that_does_not_run_takes_no_orders) {
  auto file = start_file("a");
  writer().end_import({file.id, domain::import_state::done, "", ""},
                      testing::now);
  BOOST_CHECK_EXCEPTION(accept_next(file, {buy("a@x.com", "MUG")}),
                        storage::error, conflict);
}

BOOST_AUTO_TEST_CASE(a_conflict_leaves_no_gap_in_the_ids) {
  auto file = start_file("a");
  auto skewed = next_of(file, {buy("b@x.com", "MUG"), buy("b@x.com", "MUG")});
  skewed.slice->from.offset += 1;
  BOOST_CHECK_THROW(writer().accept(skewed), storage::error);
  BOOST_TEST(accept(single({buy("a@x.com", "MUG")})).decisions[0].order.value ==
             1);
}

BOOST_AUTO_TEST_CASE(rejects_keep_their_bytes_also_when_they_are_no_text) {
  auto file = start_file("a");
  auto request = next_of(file, {});
  request.slice->to = {50, 4};
  const std::string bytes{"\xff\xfe\0 \"half", 9};
  request.rejects.push_back(
      {2, "customer_name", "invalid_utf8", "no UTF-8", bytes});
  request.rejects.push_back({3, "", "malformed_csv", "a quote", ""});
  const auto result = accept(request);
  BOOST_TEST(result.rejected == 2);
  BOOST_TEST(text("SELECT encode(raw, 'hex') FROM import_rejects"
                  " WHERE line = 2") == "fffe00202268616c66");
  BOOST_TEST(text("SELECT position FROM imports") == "50");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_slice_of_nothing_moves_the_position) {
  auto file = start_file("a");
  auto request = next_of(file, {});
  request.slice->to = {50, 4};
  accept(request);
  BOOST_TEST(text("SELECT concat_ws(' ', position, rows) FROM imports") ==
             "50 0");
}

BOOST_AUTO_TEST_CASE(no_orders_at_all_are_no_transaction) {
  accept(single({}));
  BOOST_TEST(number("SELECT max(seq) FROM lane") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
