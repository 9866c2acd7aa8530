// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_ledger.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using orderd::actors::delivery_ledger;

namespace {

domain::delivery_exception attempt(int number) {
  return {{9}, {1}, domain::delivery_exception::status::sent, number, {}, {}};
}

domain::delivery_records written_by(delivery_ledger& ledger) {
  domain::delivery_records records;
  ledger.write_into(records);
  return records;
}

} // namespace

BOOST_AUTO_TEST_SUITE(delivery_ledger_test)

BOOST_AUTO_TEST_CASE(a_record_names_a_notification_once_and_the_last_counts) {
  delivery_ledger ledger;
  ledger.add(attempt(1));
  ledger.add(attempt(2));
  const auto records = written_by(ledger);
  BOOST_REQUIRE(records.exceptions.size() == 1u);
  BOOST_TEST(records.exceptions[0].attempts == 2);
}

BOOST_AUTO_TEST_CASE(what_was_not_written_does_not_undo_what_came_since) {
  delivery_ledger ledger;
  ledger.add(attempt(1));
  written_by(ledger);
  BOOST_TEST(!ledger.waits({9}));
  ledger.add(attempt(2));
  BOOST_TEST(ledger.waits({9}));
  ledger.not_written();
  const auto records = written_by(ledger);
  BOOST_REQUIRE(records.exceptions.size() == 1u);
  BOOST_TEST(records.exceptions[0].attempts == 2);
}

BOOST_AUTO_TEST_SUITE_END()
