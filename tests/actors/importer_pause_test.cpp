// SPDX-License-Identifier: Apache-2.0
#include "actors/errors.hpp"
#include "actors/importer.hpp"

#include "tests/support/order_files.hpp"
#include "tests/support/shop.hpp"

#include <boost/test/unit_test.hpp>

#include <caf/send.hpp>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using domain::import_state;
using namespace orderd::testing;

namespace {

struct fixture {
  fixture() {
    shop_.stock_up();
    shop_.importer_settings.batch_orders = 10;
    shop_.open();
    shop_.run_until([this] { return shop_.importer && shop_.dry(); });
  }

  void pause(bool paused = true) {
    shop_.test.get<recorded>(shop_.importer, pause_stage{paused, {}});
  }

  importer_status status() {
    return shop_.test.get<importer_status>(shop_.importer, get_status{});
  }

  const domain::import_record& last_import() {
    BOOST_REQUIRE(!shop_.store->imports.empty());
    return shop_.store->imports.rbegin()->second;
  }

  /// A file of so many orders.
  static std::string orders(int count) {
    std::string text = "customer_name,customer_email,products\n";
    for (int i = 0; i < count; ++i)
      text += "Ann,ann" + std::to_string(i) +
              R"(@example.com,"[{""sku"":""PROD001"",""quantity"":1}]")"
              "\n";
    return text;
  }

  /// Comes to the middle of a file of 500 orders.
  void begin_file() {
    shop_.put("a.csv", orders(500));
    while (shop_.store->orders.size() < 30u)
      BOOST_REQUIRE(shop_.step());
  }

  std::shared_ptr<outcome<import_row>> hand_over(const std::string& content,
                                                 bool notify = true) {
    shop_.folder->descriptors[17] = content;
    return shop_.test.ask<import_row>(
        shop_.importer, import_descriptor{std::make_shared<int>(17),
                                          {domain::import_kind::orders,
                                           "default", "c.csv", notify}});
  }

  shop shop_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(importer_pause_test, fixture)

BOOST_AUTO_TEST_CASE(while_paused_no_file_is_taken_out_of_its_folder) {
  pause();
  BOOST_TEST(shop_.store->paused.contains("imports"));
  shop_.put("a.csv", quoted_sample);
  shop_.test.advance(10min);
  BOOST_TEST(shop_.folder->incoming.size() == 1u);
  BOOST_TEST(shop_.store->imports.empty());
  BOOST_TEST(status().paused);
  BOOST_TEST(status().waiting == 1);
  pause(false);
  shop_.run_dry();
  BOOST_TEST(last_import().accepted == 3);
  BOOST_TEST((last_import().state == import_state::done));
  BOOST_TEST(shop_.test.events->count("imports.paused") == 1u);
  BOOST_TEST(shop_.test.events->count("imports.resumed") == 1u);
}

BOOST_AUTO_TEST_CASE(a_file_that_was_begun_stands_still_and_goes_on) {
  begin_file();
  pause();
  shop_.test.advance(1min);
  const auto stood = shop_.store->orders.size();
  BOOST_TEST(stood < 200u);
  shop_.test.advance(10min);
  BOOST_TEST(shop_.store->orders.size() == stood);
  BOOST_TEST((last_import().state == import_state::running));
  BOOST_TEST(status().running == 1);
  pause(false);
  shop_.run_dry();
  BOOST_TEST(last_import().accepted == 500);
  shop_.check("pause in mid-file");
}

BOOST_AUTO_TEST_CASE(a_pause_outlives_a_restart) {
  begin_file();
  pause();
  shop_.test.advance(1min);
  const auto stood = shop_.store->orders.size();
  shop_.kill();
  shop_.open();
  shop_.run_until([this] { return static_cast<bool>(shop_.importer); });
  shop_.test.advance(10min);
  BOOST_TEST(status().paused);
  BOOST_TEST(shop_.store->orders.size() == stood);
  pause(false);
  shop_.run_dry();
  BOOST_TEST(last_import().accepted == 500);
  shop_.check("pause and restart");
}

BOOST_AUTO_TEST_CASE(what_a_client_hands_over_is_spooled_and_waits) {
  pause();
  shop_.put("folder.csv", quoted_sample);
  shop_.test.run();
  const auto row = hand_over(unquoted_sample);
  shop_.test.advance(1min);
  BOOST_REQUIRE(row->value.has_value());
  BOOST_TEST((row->value->record->state == import_state::waiting));
  BOOST_TEST(shop_.folder->spool.size() == 1u);
  BOOST_TEST(shop_.folder->incoming.size() == 1u);
  BOOST_TEST(shop_.store->orders.empty());
  pause(false);
  shop_.run_dry();
  BOOST_TEST(shop_.store->count(domain::order_status::paid) == 6);
}

BOOST_AUTO_TEST_CASE(a_file_that_was_begun_can_be_cancelled_while_paused) {
  begin_file();
  pause();
  shop_.test.advance(1min);
  shop_.test.get<import_row>(shop_.importer, cancel_import{last_import().id});
  shop_.test.advance(1min);
  BOOST_TEST((last_import().state == import_state::cancelled));
  BOOST_TEST(last_import().skipped > 300);
}

BOOST_AUTO_TEST_CASE(a_file_that_waits_can_be_cancelled_while_paused) {
  begin_file();
  const auto begun = last_import().id;
  pause();
  shop_.put("p.csv", "sku,name\nPROD001,Mug\n", domain::import_kind::products);
  hand_over(unquoted_sample);
  shop_.test.advance(1min);
  const auto id = last_import().id;
  BOOST_TEST((last_import().state == import_state::waiting));
  shop_.test.get<import_row>(shop_.importer, cancel_import{id});
  shop_.test.advance(1min);
  BOOST_TEST((last_import().state == import_state::cancelled));
  BOOST_TEST(last_import().skipped == 3);
  const auto& other = shop_.store->imports.at(begun);
  BOOST_TEST((other.state == import_state::running));
  const auto stood = other.rows;
  shop_.test.advance(1min);
  BOOST_TEST(other.rows == stood);
  pause(false);
  shop_.run_dry();
  BOOST_TEST(other.accepted == 500);
  shop_.check("cancelled while paused");
}

BOOST_AUTO_TEST_CASE(a_file_whose_last_batch_was_on_its_way_ends_while_paused) {
  for (int steps = 1; steps < 100; ++steps) {
    fixture each;
    each.shop_.put("a.csv", orders(15));
    for (int i = 0; i < steps && each.shop_.step(); ++i)
      ;
    each.pause();
    each.shop_.test.advance(1min);
    for (const auto& [id, record] : each.shop_.store->imports)
      BOOST_TEST((record.rows < 15 || record.state == import_state::done),
                 "paused after " << steps);
  }
}

BOOST_AUTO_TEST_CASE(files_that_stay_in_their_folders_hold_up_no_client) {
  pause();
  for (int i = 0; i < 10'000; ++i)
    shop_.folder->drop("f" + std::to_string(i) + ".csv", quoted_sample,
                       domain::import_kind::orders, "default");
  shop_.test.advance(1min);
  BOOST_TEST(status().waiting == 10'000);
  const auto row = hand_over(unquoted_sample);
  shop_.test.run();
  BOOST_TEST(row->value.has_value());
}

BOOST_AUTO_TEST_CASE(files_are_hashed_rejected_and_archived_while_paused) {
  shop_.processor_settings.answer_timeout = 1h;
  shop_.ledger->latency = 5min;
  shop_.put("a.csv", quoted_sample);
  shop_.run_until([this] { return shop_.store->orders.size() == 3u; });
  shop_.test.advance(1s);
  pause();
  shop_.run_dry();
  BOOST_TEST((last_import().state == import_state::done));
}

BOOST_AUTO_TEST_CASE(a_silent_file_stays_silent_through_a_restart) {
  // The daemon dies between the copy and the row.
  shop_.store->fail_next = {"register_import",
                            {storage::error_kind::internal, "a defect"}};
  hand_over(quoted_sample, false);
  shop_.run_until([this] { return !shop_.folder->spool.empty(); });
  BOOST_TEST(shop_.store->imports.empty());
  shop_.kill();
  shop_.open();
  shop_.run_until([this] { return static_cast<bool>(shop_.importer); });
  shop_.run_dry();
  BOOST_TEST(!last_import().notify);
  BOOST_TEST(last_import().accepted == 3);
  shop_.put("b.csv", unquoted_sample);
  shop_.run_dry();
  BOOST_TEST(last_import().notify);
}

BOOST_AUTO_TEST_SUITE_END()
