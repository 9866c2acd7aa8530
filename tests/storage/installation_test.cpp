// SPDX-License-Identifier: Apache-2.0
#include "storage/installation.hpp"

#include "storage/id_allocator.hpp"
#include "storage/pg_writer.hpp"
#include "tests/storage/writing_shop.hpp"
#include "tests/support/waiting.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <optional>
#include <vector>

using namespace orderd;

namespace {

using namespace std::chrono_literals;

const storage::installation_wish dollars{"USD", 2, "UTC"};

// Waits until somebody in this database waits for a lock.
bool somebody_waits(storage::connection& on) {
  return testing::holds_within(testing::wait_limit, [&] {
    const auto waiting = on.execute_script(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()",
        "look for waiting connections");
    return waiting.int64(0, 0) > 0;
  });
}

// A claim as soon as the connection that claimed before is gone for good.
std::optional<std::vector<storage::lane_place>>
claim_in_time(storage::connection& on, int connections) {
  std::optional<std::vector<storage::lane_place>> places;
  testing::holds_within(testing::wait_limit, [&] {
    places = storage::claim_lane(on, 0, connections);
    return places.has_value();
  });
  return places;
}

std::string refusal(storage::connection& on,
                    const storage::installation_wish& wish) {
  try {
    storage::open_installation(on, wish);
  } catch (const storage::error& failed) {
    BOOST_TEST((failed.kind() == storage::error_kind::misconfigured));
    return failed.what();
  }
  return {};
}

} // namespace

BOOST_AUTO_TEST_SUITE(installation)

BOOST_AUTO_TEST_CASE(the_first_start_fixes_the_settings_and_an_id) {
  testing::test_database database;
  auto on = database.connect();
  const auto first = storage::open_installation(on, dollars);
  BOOST_TEST(first.id.size() == 32);
  BOOST_TEST(first.currency == "USD");
  BOOST_TEST(first.timezone == "UTC");
  const auto later = storage::open_installation(on, dollars);
  BOOST_TEST(later.id == first.id);
}

BOOST_AUTO_TEST_CASE(two_installations_have_different_ids) {
  testing::test_database one, other;
  auto on_one = one.connect();
  auto on_other = other.connect();
  BOOST_TEST(storage::open_installation(on_one, dollars).id !=
             storage::open_installation(on_other, dollars).id);
}

BOOST_AUTO_TEST_CASE(another_currency_is_refused_naming_both) {
  testing::test_database database;
  auto on = database.connect();
  storage::open_installation(on, dollars);
  const auto text = refusal(on, {"EUR", 2, "UTC"});
  BOOST_TEST(text.find("USD") != std::string::npos);
  BOOST_TEST(text.find("EUR") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(another_timezone_is_refused_naming_both) {
  testing::test_database database;
  auto on = database.connect();
  storage::open_installation(on, dollars);
  const auto text = refusal(on, {"USD", 2, "Europe/Berlin"});
  BOOST_TEST(text.find("UTC") != std::string::npos);
  BOOST_TEST(text.find("Europe/Berlin") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_lane_gives_one_place_a_connection) {
  testing::test_database database;
  auto on = database.connect();
  const auto places = storage::claim_lane(on, 0, 3);
  BOOST_REQUIRE(places);
  BOOST_REQUIRE(places->size() == 3);
  for (int i = 0; i < 3; ++i) {
    const auto& place = places->at(static_cast<std::size_t>(i));
    BOOST_TEST(place.connection == i);
    BOOST_TEST(place.lane == 0);
    BOOST_TEST(place.epoch == 1);
    BOOST_TEST(place.seq == 0);
    BOOST_TEST(place.holder != 0);
  }
}

BOOST_AUTO_TEST_CASE(fewer_connections_than_before_fence_off_all_old_ones) {
  testing::test_database database;
  {
    auto on = database.connect();
    storage::claim_lane(on, 0, 3);
  }
  auto on = database.connect();
  const auto places = claim_in_time(on, 1);
  BOOST_REQUIRE(places);
  BOOST_TEST(places->size() == 1);
  const auto rows = on.execute_script(
      "SELECT count(*) FROM lane WHERE epoch = 2", "look at the lane");
  BOOST_TEST(rows.int64(0, 0) == 3);
}

BOOST_AUTO_TEST_CASE(a_lane_that_another_daemon_holds_is_not_given) {
  testing::test_database database;
  auto on = database.connect();
  BOOST_TEST(storage::claim_lane(on, 0, 1).has_value());
  auto other = database.connect();
  BOOST_TEST(!storage::claim_lane(other, 0, 1).has_value());
  BOOST_TEST(storage::claim_lane(other, 1, 1).has_value());
}

BOOST_AUTO_TEST_CASE(ids_of_a_lane_start_at_its_first_id) {
  testing::test_database database;
  auto on = database.connect();
  storage::claim_lane(on, 0, 1);
  storage::id_allocator ids;
  BOOST_TEST(ids.take(on, storage::id_kind::order, 1) == 1);
  testing::test_database second;
  auto on_second = second.connect();
  storage::claim_lane(on_second, 3, 1);
  storage::id_allocator others;
  BOOST_TEST(others.take(on_second, storage::id_kind::order, 1) ==
             (std::int64_t{3} << 39) + 1);
}

// The killed predecessor whose backend still finishes its COMMIT.
BOOST_AUTO_TEST_CASE(a_claim_waits_for_the_predecessors_last_transaction) {
  testing::test_database database;
  auto hand = database.connect();
  {
    auto on = database.connect();
    storage::claim_lane(on, 0, 2);
  }
  auto old = database.connect();
  old.execute_script("BEGIN; UPDATE lane SET seq = 7, batch = 42"
                     " WHERE lane = 0 AND connection = 1",
                     "write as the predecessor");
  auto claim = std::async(std::launch::async, [&] {
    auto on = database.connect();
    return storage::claim_lane(on, 0, 2);
  });
  BOOST_TEST(somebody_waits(hand));
  BOOST_TEST((claim.wait_for(50ms) == std::future_status::timeout));
  old.execute_script("COMMIT", "commit as the predecessor");
  const auto places = claim.get();
  BOOST_REQUIRE(places);
  BOOST_TEST(places->at(0).seq == 0);
  BOOST_TEST(places->at(1).seq == 7);
  BOOST_TEST(places->at(1).epoch == 2);
}

BOOST_AUTO_TEST_CASE(a_claim_that_fails_leaves_no_transaction_open) {
  testing::test_database database;
  auto hand = database.connect();
  auto on = database.connect();
  hand.execute_script("ALTER TABLE lane ADD CONSTRAINT none CHECK (epoch < 1)",
                      "make every claim fail");
  BOOST_CHECK_THROW(storage::claim_lane(on, 0, 1), storage::error);
  BOOST_TEST(!on.in_transaction());
  hand.execute_script("ALTER TABLE lane DROP CONSTRAINT none", "let it be");
  BOOST_TEST(storage::claim_lane(on, 0, 1).has_value());
}

BOOST_AUTO_TEST_CASE(a_writer_of_an_old_place_is_fenced) {
  testing::writing_shop shop;
  shop.add_product("MUG", 1000, 100);
  auto& old = shop.writer(1);
  old.accept(testing::writing_shop::single({testing::buy("a@x.com", "MUG")}));
  {
    auto on = shop.database.connect();
    BOOST_REQUIRE(claim_in_time(on, 2).has_value());
  }
  BOOST_CHECK_EXCEPTION(old.accept(testing::writing_shop::single(
                            {testing::buy("a@x.com", "MUG")})),
                        storage::error, [](const storage::error& failed) {
                          return failed.kind() == storage::error_kind::fenced;
                        });
  BOOST_TEST(shop.number("SELECT count(*) FROM orders") == 1);
  BOOST_TEST(shop.stock_of("MUG") == 99);
}

BOOST_AUTO_TEST_CASE(an_old_place_is_fenced_at_its_first_connect_too) {
  testing::writing_shop shop;
  {
    auto on = shop.database.connect();
    BOOST_REQUIRE(claim_in_time(on, 2).has_value());
  }
  for (const int connection : {0, 1})
    BOOST_CHECK_EXCEPTION(shop.writer(connection).record_dead({}, testing::now),
                          storage::error, [](const storage::error& failed) {
                            return failed.kind() == storage::error_kind::fenced;
                          });
}

BOOST_AUTO_TEST_CASE(an_old_place_is_fenced_while_the_new_one_holds_the_lock) {
  testing::writing_shop shop;
  auto on = shop.database.connect();
  BOOST_REQUIRE(claim_in_time(on, 2).has_value());
  BOOST_CHECK_EXCEPTION(shop.writer(0).record_dead({}, testing::now),
                        storage::error, [](const storage::error& failed) {
                          return failed.kind() == storage::error_kind::fenced;
                        });
}

BOOST_AUTO_TEST_SUITE_END()
