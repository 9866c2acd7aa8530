// SPDX-License-Identifier: Apache-2.0
#include "actors/errors.hpp"
#include "actors/importer.hpp"
#include "tests/support/import_fixture.hpp"
#include "tests/support/order_files.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using domain::import_state;
using namespace orderd::testing;

BOOST_FIXTURE_TEST_SUITE(importer_trouble, import_fixture)

BOOST_AUTO_TEST_CASE(a_cancelled_import_skips_its_rest_and_the_counts_add_up) {
  shop_.put("o.csv", order_file(100));
  run_to_call("accept", 3);
  const auto id = only_import().id;
  const auto answer =
      shop_.test.ask<import_row>(shop_.importer, cancel_import{id});
  shop_.run_dry();
  BOOST_TEST(answer->value.has_value());
  const auto& row = only_import();
  BOOST_TEST((row.state == import_state::cancelled));
  BOOST_TEST(row.rows == 100);
  BOOST_TEST(row.skipped > 0);
  BOOST_TEST(row.accepted >= 15);
  BOOST_TEST(row.accepted ==
             static_cast<std::int64_t>(shop_.store->orders.size()));
  shop_.check("cancelled");
}

BOOST_AUTO_TEST_CASE(an_import_that_waits_is_cancelled_before_its_first_row) {
  shop_.put("a.csv", order_file(20));
  shop_.put("b.csv", order_file(20, 50));
  run_to_call("register_import", 2);
  const auto id = shop_.store->imports.rbegin()->first;
  shop_.test.ask<import_row>(shop_.importer, cancel_import{id});
  shop_.run_dry();
  BOOST_TEST(shop_.store->imports.at(id).skipped == 20);
  BOOST_TEST(shop_.store->orders.size() == 20u);
}

BOOST_AUTO_TEST_CASE(an_import_that_has_ended_cannot_be_cancelled) {
  shop_.put("o.csv", order_file(3));
  shop_.run_dry();
  const auto answer = shop_.test.ask<import_row>(
      shop_.importer, cancel_import{only_import().id});
  shop_.test.run();
  BOOST_TEST((error_code(answer->error) == errc::conflict));
}

BOOST_AUTO_TEST_CASE(a_position_that_moved_starts_again_from_where_it_is) {
  shop_.put("o.csv", order_file(50));
  run_to_call("accept", 2);
  shop_.store->fail_next = {
      "accept", {storage::error_kind::conflict, "the position moved"}};
  shop_.run_dry();
  BOOST_TEST((only_import().state == import_state::done));
  BOOST_TEST(only_import().accepted == 50);
  BOOST_TEST(shop_.test.events->count("import.started") == 2u);
  shop_.check("moved");
}

BOOST_AUTO_TEST_CASE(a_position_that_moves_while_rows_are_skipped_loses_none) {
  shop_.put("o.csv", order_file(50));
  run_to_call("accept", 2);
  shop_.test.ask<import_row>(shop_.importer, cancel_import{only_import().id});
  run_to_call("request_cancel", 1);
  shop_.store->fail_next = {
      "skip_rows", {storage::error_kind::conflict, "the position moved"}};
  shop_.run_dry();
  BOOST_TEST((only_import().state == import_state::cancelled));
  BOOST_TEST(only_import().rows == 50);
}

BOOST_AUTO_TEST_CASE(a_batch_that_cannot_be_stored_fails_the_import_openly) {
  shop_.put("o.csv", order_file(50));
  run_to_call("accept", 2);
  shop_.store->fail_next = {
      "accept", {storage::error_kind::internal, "a defect was met"}};
  shop_.run_dry();
  BOOST_TEST((only_import().state == import_state::failed));
  BOOST_TEST(only_import().error_message == "a defect was met");
  BOOST_TEST(shop_.folder->spool.contains(only_import().id));
}

BOOST_AUTO_TEST_CASE(content_that_changes_while_imported_is_held) {
  shop_.put("o.csv", order_file(50));
  run_to_call("accept", 2);
  shop_.folder->spool.begin()->second.content->back() = ' ';
  shop_.run_dry();
  BOOST_TEST((only_import().state == import_state::failed));
  BOOST_TEST(only_import().error_message.find("changed") != std::string::npos);
  BOOST_TEST(shop_.folder->archived.empty());
  BOOST_TEST(shop_.folder->spool.contains(only_import().id));
  shop_.kill();
  shop_.open();
  shop_.run_dry();
  BOOST_TEST(shop_.test.events->count("import.held") == 1u);
}

BOOST_AUTO_TEST_CASE(content_that_changed_while_the_daemon_was_down_is_held) {
  shop_.put("o.csv", order_file(50));
  run_to_call("accept", 2);
  shop_.kill();
  const auto accepted = only_import().accepted;
  *shop_.folder->spool.begin()->second.content += order_file(10);
  shop_.open();
  shop_.run_dry();
  BOOST_TEST((only_import().state == import_state::failed));
  BOOST_TEST(only_import().accepted == accepted);
}

BOOST_AUTO_TEST_CASE(an_import_whose_file_is_elsewhere_waits_for_it) {
  shop_.put("o.csv", order_file(50));
  run_to_call("accept", 2);
  shop_.kill();
  const auto own = shop_.folder->spool;
  shop_.folder->spool.clear();
  shop_.open();
  shop_.run_until(
      [&] { return shop_.test.events->count("import.elsewhere") == 1; });
  BOOST_TEST((only_import().state == import_state::running));
  shop_.kill();
  shop_.folder->spool = own;
  shop_.open();
  shop_.run_dry();
  BOOST_TEST((only_import().state == import_state::done));
  BOOST_TEST(only_import().accepted == 50);
}

BOOST_AUTO_TEST_CASE(a_full_disk_holds_an_ending_up_and_then_it_goes_on) {
  const auto bad = order_file(3) + "no,order\n";
  for (const auto* operation :
       {"archive", "create_rejects", "append", "commit", "open", "read"}) {
    shop_.folder->fail(operation, 3);
    shop_.put("o.csv", bad);
    shop_.run_dry();
    const auto& row = shop_.store->imports.rbegin()->second;
    BOOST_TEST((row.state == import_state::done), operation);
    BOOST_TEST(row.rejected == 1);
    BOOST_TEST(shop_.folder->rejects.contains(row.id), operation);
    BOOST_TEST(shop_.folder->archived.contains(row.id), operation);
    const auto status =
        shop_.test.get<importer_status>(shop_.importer, get_status{});
    BOOST_TEST(status.trouble.empty());
  }
  BOOST_TEST(shop_.test.events->count("import.not_archived") >= 12u);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_as_trouble_while_it_lasts) {
  shop_.folder->fail("archive", 1'000);
  shop_.put("o.csv", order_file(3));
  shop_.test.run();
  shop_.test.advance(1min);
  const auto status =
      shop_.test.get<importer_status>(shop_.importer, get_status{});
  BOOST_TEST(status.trouble.find("no space") != std::string::npos);
  BOOST_TEST(status.running == 1);
  BOOST_TEST(shop_.test.events->count("import.not_archived") < 12u);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_gone_before_its_claim_is_no_import) {
  shop_.folder->before_claim = [&](const incoming_file& file) {
    shop_.folder->incoming.erase(file);
  };
  shop_.put("o.csv", order_file(3));
  shop_.test.run();
  shop_.folder->before_claim = nullptr;
  BOOST_TEST(shop_.store->imports.empty());
  shop_.put("o.csv", order_file(3));
  shop_.run_dry();
  BOOST_TEST(only_import().accepted == 3);
}

BOOST_AUTO_TEST_CASE(a_claim_that_the_disk_refuses_comes_with_a_later_scan) {
  shop_.folder->fail("claim", 2);
  shop_.put("o.csv", order_file(3));
  shop_.run_dry();
  BOOST_TEST(only_import().accepted == 3);
  BOOST_TEST(shop_.test.events->count("file.not_claimed") == 2u);
}

BOOST_AUTO_TEST_CASE(a_file_in_the_spool_whose_row_cannot_be_written_is_kept) {
  shop_.store->fail_next = {"register_import",
                            {storage::error_kind::internal, "no"}};
  shop_.put("o.csv", order_file(3));
  shop_.run_dry();
  BOOST_TEST(only_import().accepted == 3);
}

BOOST_AUTO_TEST_CASE(a_spool_that_cannot_be_read_at_the_start_is_read_later) {
  shop_.put("o.csv", order_file(20));
  run_to_call("accept", 1);
  shop_.kill();
  shop_.folder->fail("spooled", 2);
  shop_.open();
  shop_.store->fail_next = {"unfinished_imports",
                            {storage::error_kind::unavailable, "away"}};
  shop_.run_dry();
  BOOST_TEST(only_import().accepted == 20);
}

BOOST_AUTO_TEST_CASE(a_database_that_goes_away_for_a_while_fails_no_import) {
  shop_.put("o.csv", order_file(100));
  for (int i = 2; i < 12; ++i) {
    run_to_call("accept", i);
    shop_.store->fail_next = {"accept",
                              {storage::error_kind::unavailable, "away"}};
    while (shop_.store->fail_next && !shop_.dry())
      if (!shop_.step())
        shop_.test.advance(100ms);
  }
  shop_.run_dry();
  BOOST_TEST((only_import().state == import_state::done));
  BOOST_TEST(only_import().accepted == 100);
}

BOOST_AUTO_TEST_SUITE_END()
