// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/stocked_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace orderd;
using testing::buy;
using testing::verdict;

BOOST_FIXTURE_TEST_SUITE(accept_identity, testing::stocked_shop)

BOOST_AUTO_TEST_CASE(
    a_repeated_reference_with_the_same_content_is_a_duplicate) {
  auto file = start_file("a");
  const auto result = accept_next(
      file, {buy("a@x.com", "MUG", 1, "R-1"), buy("a@x.com", "MUG", 1, "R-1")});
  BOOST_TEST(result.accepted == 1);
  BOOST_TEST(result.duplicates == 1);
  BOOST_TEST((result.decisions[1].what == verdict::duplicate));
  BOOST_TEST(result.decisions[1].order.value == 1);
  const auto later = accept_next(file, {buy("a@x.com", "MUG", 1, "R-1")});
  BOOST_TEST(later.duplicates == 1);
  BOOST_TEST(later.decisions[0].order.value == 1);
  BOOST_TEST(later.open.empty());
  auto other = start_file("b");
  BOOST_TEST(accept_next(other, {buy("a@x.com", "MUG", 1, "R-1")}).duplicates ==
             1);
  BOOST_TEST(number("SELECT count(*) FROM orders") == 1);
  BOOST_TEST(stock_of("MUG") == 9);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_repeated_reference_with_other_content_is_a_conflict) {
  auto file = start_file("a");
  const auto result = accept_next(
      file, {buy("a@x.com", "MUG", 1, "R-1"), buy("a@x.com", "MUG", 2, "R-1")});
  BOOST_TEST(result.accepted == 1);
  BOOST_TEST(result.decisions[1].code == "order_ref_conflict");
  const auto later = accept_next(file, {buy("b@x.com", "MUG", 1, "R-1")});
  BOOST_TEST(later.decisions[0].code == "order_ref_conflict");
  check_rules();
}

BOOST_AUTO_TEST_CASE(references_of_different_sources_are_independent) {
  auto one = start_file("a", "one");
  auto two = start_file("b", "two");
  BOOST_TEST(accept_next(one, {buy("a@x.com", "MUG", 1, "R")}).accepted == 1);
  BOOST_TEST(accept_next(two, {buy("b@x.com", "MUG", 2, "R")}).accepted == 1);
}

BOOST_AUTO_TEST_CASE(a_reference_whose_order_was_rejected_is_still_free) {
  auto file = start_file("a");
  BOOST_TEST(accept_next(file, {buy("a@x.com", "NONE", 1, "R-1"),
                                buy("a@x.com", "MUG", 1, "R-1")})
                 .accepted == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(equal_rows_without_reference_are_separate_orders) {
  auto file = start_file("a");
  const auto result =
      accept_next(file, {buy("a@x.com", "MUG"), buy("a@x.com", "MUG")});
  BOOST_TEST(result.accepted == 2);
  BOOST_TEST(accept_next(file, {buy("a@x.com", "MUG")}).accepted == 1);
}

BOOST_AUTO_TEST_CASE(the_same_file_again_gives_duplicates_line_by_line) {
  const std::vector<domain::order_input> rows{
      buy("a@x.com", "MUG"), buy("b@x.com", "NONE"), buy("c@x.com", "HAT", 3)};
  auto file = start_file("same");
  accept_next(file, rows);
  // By two slices of other sizes than the first time.
  auto again = start_file("same");
  const auto first = accept_next(again, {rows[0]});
  const auto second = accept_next(again, {rows[1], rows[2]});
  BOOST_TEST(first.duplicates == 1);
  BOOST_TEST(first.decisions[0].order.value == 1);
  BOOST_TEST((second.decisions[0].what == verdict::rejected));
  BOOST_TEST((second.decisions[1].what == verdict::duplicate));
  BOOST_TEST(second.decisions[1].order.value == 2);
  BOOST_TEST(number("SELECT count(*) FROM orders") == 2);
  check_rules();
}

BOOST_AUTO_TEST_CASE(rejected_rows_of_the_same_file_are_tried_again) {
  auto file = start_file("same");
  accept_next(file, {buy("a@x.com", "MUG"), buy("b@x.com", "NEW"),
                     buy("c@x.com", "MUG")});
  add_product("NEW", 100, 5);
  auto again = start_file("same");
  const auto result =
      accept_next(again, {buy("a@x.com", "MUG"), buy("b@x.com", "NEW"),
                          buy("c@x.com", "MUG")});
  BOOST_TEST(result.duplicates == 2);
  BOOST_TEST(result.accepted == 1);
  BOOST_TEST(result.decisions[1].order.value == 3);
  BOOST_TEST(number("SELECT import_id FROM orders WHERE id = 3") ==
             again.id.value);
  auto third = start_file("same");
  BOOST_TEST(accept_next(third, {buy("a@x.com", "MUG"), buy("b@x.com", "NEW"),
                                 buy("c@x.com", "MUG")})
                 .duplicates == 3);
  check_rules();
}

BOOST_AUTO_TEST_CASE(rows_that_a_cancelled_import_left_are_accepted_later) {
  auto file = start_file("same");
  accept_next(file, {buy("a@x.com", "MUG")});
  writer().request_cancel(file.id);
  writer().skip_rows({file.id, file.sha, file.at, {900, 9}}, 2);
  writer().end_import({file.id, domain::import_state::cancelled, "", ""},
                      testing::now);
  auto again = start_file("same");
  const auto result =
      accept_next(again, {buy("a@x.com", "MUG"), buy("b@x.com", "MUG"),
                          buy("c@x.com", "MUG")});
  BOOST_TEST(result.duplicates == 1);
  BOOST_TEST(result.accepted == 2);
  check_rules();
}

BOOST_AUTO_TEST_CASE(other_content_at_the_same_lines_is_new) {
  auto file = start_file("one");
  accept_next(file, {buy("a@x.com", "MUG")});
  auto other = start_file("two");
  BOOST_TEST(accept_next(other, {buy("a@x.com", "MUG")}).accepted == 1);
}

BOOST_AUTO_TEST_CASE(single_orders_do_not_look_like_rows_of_a_file) {
  accept(single({buy("a@x.com", "MUG")}));
  BOOST_TEST(accept(single({buy("a@x.com", "MUG")})).accepted == 1);
  BOOST_TEST(text("SELECT import_id FROM orders WHERE id = 1") == "NULL");
  BOOST_TEST(text("SELECT line FROM orders WHERE id = 1") == "NULL");
  BOOST_TEST(text("SELECT first_line FROM batches WHERE id = 1") == "NULL");
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
