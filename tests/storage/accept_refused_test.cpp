// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/stocked_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace orderd;
using testing::buy;

BOOST_FIXTURE_TEST_SUITE(accept_refused_by_the_database, testing::stocked_shop)

BOOST_AUTO_TEST_CASE(a_row_that_the_database_refuses_becomes_a_reject) {
  change("ALTER TABLE orders ADD CONSTRAINT no_three CHECK"
         " (total_amount <> 3000)");
  auto file = start_file("a");
  const auto result =
      accept_next(file, {buy("a@x.com", "MUG"), buy("b@x.com", "MUG", 3),
                         buy("c@x.com", "MUG"), buy("d@x.com", "MUG"),
                         buy("e@x.com", "MUG", 3)});
  BOOST_TEST(result.accepted == 3);
  BOOST_TEST(result.rejected == 2);
  BOOST_TEST(result.decisions[1].code == "database_refused");
  BOOST_TEST(result.decisions[1].reason.find("no_three") != std::string::npos);
  BOOST_TEST(result.decisions[4].code == "database_refused");
  BOOST_TEST(text("SELECT string_agg(id || ':' || line, ' ' ORDER BY id)"
                  " FROM orders") == "1:2 2:4 3:5");
  BOOST_TEST(stock_of("MUG") == 7);
  BOOST_TEST(number("SELECT count(*) FROM import_rejects") == 2);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_row_refused_for_its_place_in_the_file_is_found) {
  change("ALTER TABLE orders ADD CONSTRAINT no_line_3 CHECK"
         " (line <> 3 OR import_id IS NULL)");
  auto file = start_file("a");
  const auto result =
      accept_next(file, {buy("a@x.com", "MUG"), buy("b@x.com", "MUG"),
                         buy("c@x.com", "MUG")});
  BOOST_TEST(result.accepted == 2);
  BOOST_TEST(result.decisions[1].code == "database_refused");
  check_rules();
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_refused_alone) {
  auto bad = buy("bad@x.com", "MUG");
  bad.name = "\xff\xfe";
  auto nul = buy("nul@x.com", "MUG");
  nul.address = std::string("a\0b", 3);
  auto worse = buy("a@x.com", "MUG");
  worse.address = "\xc3(";
  const auto result = accept(
      single({buy("a@x.com", "MUG"), bad, nul, worse, buy("b@x.com", "MUG")}));
  BOOST_TEST(result.accepted == 2);
  for (const std::size_t i : {1, 2, 3})
    BOOST_TEST(result.decisions[i].code == "database_refused");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_whole_batch_may_be_refused) {
  change("ALTER TABLE orders ADD CONSTRAINT none CHECK (total_amount < 0)");
  auto file = start_file("a");
  std::vector<domain::order_input> orders;
  for (int i = 0; i < 9; ++i)
    orders.push_back(buy("a@x.com", "MUG"));
  const auto result = accept_next(file, orders);
  BOOST_TEST(result.rejected == 9);
  BOOST_TEST(number("SELECT rejected FROM imports") == 9);
  check_rules();
}

BOOST_AUTO_TEST_CASE(
    what_was_accepted_once_stays_a_duplicate_when_refused_now) {
  auto file = start_file("same");
  accept_next(file, {buy("a@x.com", "MUG", 3), buy("b@x.com", "MUG", 1)});
  change("ALTER TABLE orders ADD CONSTRAINT no_four CHECK"
         " (total_amount <> 4000)");
  auto again = start_file("same");
  const auto result =
      accept_next(again, {buy("a@x.com", "MUG", 3), buy("b@x.com", "MUG", 1),
                          buy("c@x.com", "MUG", 4)});
  BOOST_TEST(result.duplicates == 2);
  BOOST_TEST(result.decisions[2].code == "database_refused");
  check_rules();
}

BOOST_AUTO_TEST_CASE(trying_rows_out_leaves_no_gap_in_the_order_ids) {
  change("ALTER TABLE orders ADD CONSTRAINT no_three CHECK"
         " (total_amount <> 3000)");
  accept(single({buy("a@x.com", "MUG", 3), buy("b@x.com", "MUG")}));
  BOOST_TEST(number("SELECT id FROM orders") == 1);
  BOOST_TEST(accept(single({buy("b@x.com", "MUG")})).decisions[0].order.value ==
             2);
}

BOOST_AUTO_TEST_CASE(a_customer_who_vanishes_in_between_is_found_anew) {
  change("CREATE SEQUENCE runs; CREATE FUNCTION vanish() RETURNS trigger"
         " LANGUAGE plpgsql AS $$ BEGIN IF nextval('runs') = 1 THEN"
         " RETURN NULL; END IF; RETURN NEW; END $$;"
         "CREATE TRIGGER vanish BEFORE INSERT ON customers FOR EACH ROW"
         " EXECUTE FUNCTION vanish()");
  BOOST_TEST(accept(single({buy("a@x.com", "MUG")})).accepted == 1);
  BOOST_TEST(number("SELECT count(*) FROM customers") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
