// SPDX-License-Identifier: Apache-2.0
// Long because it tells one file's way from the folder to the archive.
#include "actors/importer.hpp"

#include "actors/errors.hpp"
#include "actors/import_finish.hpp"

#include "tests/support/order_files.hpp"
#include "tests/support/shop.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using domain::import_kind;
using domain::import_state;
using namespace orderd::testing;

namespace {

struct fixture {
  fixture() {
    shop_.stock_up();
    shop_.open();
  }

  const domain::import_record& only_import() {
    BOOST_REQUIRE(shop_.store->imports.size() == 1u);
    return shop_.store->imports.begin()->second;
  }

  const domain::import_record& last_import() {
    BOOST_REQUIRE(!shop_.store->imports.empty());
    return shop_.store->imports.rbegin()->second;
  }

  void import(const std::string& name, const std::string& content,
              import_kind kind = import_kind::orders) {
    shop_.put(name, content, kind);
    shop_.run_dry();
  }

  void counts(std::int64_t accepted, std::int64_t duplicates,
              std::int64_t rejected, std::int64_t skipped = 0) {
    const auto& row = last_import();
    BOOST_TEST(row.accepted == accepted);
    BOOST_TEST(row.duplicates == duplicates);
    BOOST_TEST(row.rejected == rejected);
    BOOST_TEST(row.skipped == skipped);
    BOOST_TEST(row.rows == accepted + duplicates + rejected + skipped);
  }

  shop shop_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(importer_files, fixture)

BOOST_AUTO_TEST_CASE(each_sample_gives_three_orders_and_none_again) {
  for (const auto& sample : {quoted_sample, unquoted_sample}) {
    import("orders.csv", sample);
    counts(3, 0, 0);
    BOOST_TEST((last_import().state == import_state::done));
    BOOST_TEST(shop_.folder->archived.contains(last_import().id));
    BOOST_TEST(last_import().archived_as ==
               "archive/orders." + std::to_string(last_import().id.value) +
                   ".csv");
  }
  BOOST_TEST(shop_.store->count(domain::order_status::paid) == 6);
  import("again.csv", quoted_sample);
  counts(0, 3, 0);
  BOOST_TEST((last_import().state == import_state::duplicate));
  BOOST_TEST(shop_.store->orders.size() == 6u);
  shop_.check("samples");
}

BOOST_AUTO_TEST_CASE(waiting_product_files_run_before_order_files) {
  shop_.store->products.clear();
  shop_.initial_stock = {
      {"PROD001", 500}, {"PROD002", 1'000}, {"PROD003", 200}};
  shop_.put("a.csv", quoted_sample);
  shop_.put("b.csv", unquoted_sample);
  shop_.put("z.csv", products_sample, import_kind::products);
  shop_.run_dry();
  BOOST_TEST(shop_.store->count(domain::order_status::paid) == 6);
  shop_.check("products first");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_still_written_waits_until_it_is_quiet) {
  shop_.run_dry();
  const auto file = shop_.folder->drop("o.csv", "customer_name,");
  const auto closed = [&] {
    caf::anon_send(shop_.importer, folder_changed{file, false});
    shop_.test.run();
  };
  closed();
  shop_.test.advance(1'500ms);
  shop_.folder->drop("o.csv", quoted_sample);
  closed();
  shop_.test.advance(1'999ms);
  BOOST_TEST(shop_.folder->incoming.size() == 1u);
  shop_.test.advance(1ms);
  BOOST_TEST(shop_.folder->incoming.empty());
  shop_.run_dry();
  counts(3, 0, 0);
}

BOOST_AUTO_TEST_CASE(other_files_do_not_hold_back_one_that_is_quiet) {
  shop_.run_dry();
  const auto quiet = shop_.folder->drop("quiet.csv", quoted_sample);
  caf::anon_send(shop_.importer, folder_changed{quiet, false});
  for (int i = 0; i < 10; ++i) {
    const auto busy = shop_.folder->drop("busy.csv", std::string(i, 'x'));
    caf::anon_send(shop_.importer, folder_changed{busy, false});
    shop_.test.advance(300ms);
  }
  BOOST_TEST(!shop_.folder->incoming.contains(quiet));
}

BOOST_AUTO_TEST_CASE(a_file_from_the_future_is_not_held_for_ever) {
  shop_.run_dry();
  const auto file = shop_.folder->drop("o.csv", quoted_sample);
  shop_.folder->incoming[file].stamp.changed += 24h;
  shop_.run_dry();
  counts(3, 0, 0);
}

BOOST_AUTO_TEST_CASE(a_file_that_was_renamed_in_is_taken_at_once) {
  shop_.run_dry();
  shop_.put("o.csv", quoted_sample);
  shop_.test.run();
  BOOST_TEST((only_import().state == import_state::done));
}

BOOST_AUTO_TEST_CASE(files_present_at_the_start_or_missed_are_found_by_scans) {
  shop_.kill();
  shop_.folder->drop("early.csv", quoted_sample);
  shop_.test.clock->advance(1h);
  shop_.open();
  shop_.run_dry();
  shop_.folder->drop("missed.csv", unquoted_sample);
  shop_.run_dry();
  BOOST_TEST(shop_.store->orders.size() == 6u);
}

BOOST_AUTO_TEST_CASE(a_header_alone_is_done_with_no_rows) {
  import("o.csv", "customer_name,customer_email,products\n");
  counts(0, 0, 0);
  BOOST_TEST((only_import().state == import_state::done));
}

BOOST_AUTO_TEST_CASE(what_is_no_such_file_is_quarantined_with_a_reason) {
  const std::vector<std::pair<std::string, std::string>> bad{
      {"", "empty"},
      {"customer_name,products\nA,[]\n", "email"},
      {std::string("\x7f"
                   "ELF\0\1\2\xff\xfe",
                   9),
       ""}};
  for (const auto& [content, why] : bad) {
    import("bad.csv", content);
    const auto& row = last_import();
    BOOST_TEST((row.state == import_state::quarantined));
    BOOST_TEST(row.error_message.find(why) != std::string::npos);
    BOOST_TEST(!row.error_message.empty());
    BOOST_TEST(shop_.folder->quarantined.at(row.id).path == row.archived_as);
  }
  BOOST_TEST(shop_.folder->spool.empty());
}

BOOST_AUTO_TEST_CASE(unknown_columns_are_recorded) {
  import("o.csv", "customer_name,colour,customer_email,products\n"
                  "A,red,a@x.org,\"[{\"\"sku\"\":\"\"PROD001\"\","
                  "\"\"quantity\"\":1}]\"\n");
  counts(1, 0, 0);
  BOOST_TEST(only_import().unknown_columns.size() == 1u);
  BOOST_TEST(only_import().unknown_columns.front() == "colour");
}

BOOST_AUTO_TEST_CASE(rejects_are_handed_out_mended_and_taken_again) {
  const std::string header = "customer_name,customer_email,products\n";
  const std::string good = "A,a@x.org,[{\"sku\":\"PROD001\",\"quantity\":1}]";
  const std::string no_mail = "B,nobody,[{\"sku\":\"PROD001\",\"quantity\":1}]";
  const std::string no_sku = "C,c@x.org,[{\"sku\":\"NOPE\",\"quantity\":1}]";
  import("o.csv",
         header + good + "\n" + no_mail + "\n" + no_sku + "\n" + good + "\n");
  counts(2, 0, 2);
  BOOST_TEST((last_import().state == import_state::done));
  auto expected = "_line,_column,_code,_reason," + header;
  for (const auto& [line, reject] : shop_.store->rejects[last_import().id]) {
    expected += reject_line(reject);
    BOOST_TEST(reject.raw == (line == 3 ? no_mail : no_sku));
  }
  const auto handed_out = shop_.folder->rejects.at(last_import().id);
  BOOST_TEST(handed_out == expected);
  BOOST_TEST(handed_out.find("\n3,customer_email,invalid_email,\"") !=
             std::string::npos);
  BOOST_TEST(handed_out.find("\n4,products,unknown_sku,\"") !=
             std::string::npos);
  auto mended = handed_out;
  mended.replace(mended.rfind("nobody"), 6, "b@x.org");
  mended.replace(mended.rfind("\"NOPE\""), 6, "\"PROD002\"");
  import("mended.csv", mended);
  counts(2, 0, 0);
  shop_.check("mended");
}

BOOST_AUTO_TEST_CASE(a_file_dropped_again_tries_its_rejects_again) {
  const auto content = order_file(3) + "X,x@x.org,\"[{\"\"sku\"\":\"\"LATE\"\","
                                       "\"\"quantity\"\":1}]\"\n";
  import("o.csv", content);
  counts(3, 0, 1);
  shop_.store->add_product("LATE", 100, 5);
  shop_.initial_stock["LATE"] = 5;
  import("o.csv", content);
  counts(1, 3, 0);
  BOOST_TEST((last_import().state == import_state::done));
  shop_.check("again");
}

BOOST_AUTO_TEST_CASE(blank_lines_at_the_end_of_a_full_batch_end_the_file) {
  shop_.kill();
  shop_.importer_settings.batch_orders = 3;
  shop_.open();
  import("o.csv", order_file(6) + "\n\r\n\n");
  counts(6, 0, 0);
}

BOOST_AUTO_TEST_CASE(an_unclosed_quote_swallows_no_row_behind_it) {
  shop_.kill();
  shop_.importer_settings.batch_orders = 4;
  shop_.open();
  auto content = order_file(1);
  content += "\"unclosed,u@x.org,[]\n";
  const auto rest = order_file(30);
  content += rest.substr(rest.find('\n') + 1);
  import("o.csv", content);
  counts(31, 0, 1);
  shop_.check("unclosed quote");
}

BOOST_AUTO_TEST_CASE(what_a_quote_held_until_the_end_of_the_file_is_decided) {
  shop_.kill();
  shop_.importer_settings.batch_orders = 4;
  shop_.open();
  auto content = order_file(1) + "\"open,u@x.org,[]\n";
  for (int i = 0; i < 30; ++i)
    content += "N,nobody,x\n";
  import("o.csv", content);
  counts(1, 0, 31);
}

BOOST_AUTO_TEST_CASE(a_thousand_small_files_are_all_imported) {
  for (int i = 0; i < 1'000; ++i)
    shop_.put("o" + std::to_string(i) + ".csv", order_file(1, i));
  shop_.run_dry();
  BOOST_TEST(shop_.store->imports.size() == 1'000u);
  BOOST_TEST(shop_.store->orders.size() == 1'000u);
}

BOOST_AUTO_TEST_CASE(a_client_s_file_is_answered_once_it_is_in_the_spool) {
  shop_.run_dry();
  shop_.folder->descriptors[7] = quoted_sample;
  const auto answer = shop_.test.ask<import_row>(
      shop_.importer,
      import_descriptor{std::make_shared<int>(7),
                        {import_kind::orders, "web", "mine.csv"}});
  while (!answer->answered() && shop_.step())
    ;
  BOOST_REQUIRE(answer->value);
  const auto id = answer->value->record->id;
  BOOST_TEST(shop_.folder->spool.contains(id));
  BOOST_TEST(shop_.store->imports.contains(id));
  shop_.kill();
  shop_.open();
  shop_.run_dry();
  counts(3, 0, 0);
  BOOST_TEST(last_import().source == "web");
}

BOOST_AUTO_TEST_CASE(a_client_s_file_that_cannot_be_copied_is_an_error) {
  shop_.run_dry();
  shop_.folder->descriptors[7] = quoted_sample;
  shop_.folder->fail("spool", 1, folder_error::kind::not_usable);
  const auto answer = shop_.test.ask<import_row>(
      shop_.importer,
      import_descriptor{std::make_shared<int>(7),
                        {import_kind::orders, "web", "mine.csv"}});
  shop_.test.run();
  BOOST_TEST((error_code(answer->error) == errc::refused));
  BOOST_TEST(shop_.store->imports.empty());
}

BOOST_AUTO_TEST_CASE(left_alone_entries_are_noted_once) {
  shop_.folder->left = {{"incoming/orders/link.csv", "it is a symbolic link"}};
  shop_.run_dry();
  shop_.test.advance(10min);
  BOOST_TEST(shop_.test.events->count("file.left_alone") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
