// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/import_fixture.hpp"
#include "tests/support/order_files.hpp"
#include "tests/support/refund_desk.hpp"

#include <memory>
#include <string>

namespace orderd::testing {

/// A shop with the quoted sample's orders, 1 of 59.48, 2 of 324.96 and 3 of
/// 19.00, and a desk for refunds.
struct refunds_fixture : import_fixture {
  refunds_fixture() {
    desk->store = shop_.store;
    desk->clock = shop_.test.clock;
    shop_.put("orders.csv", quoted_sample);
    shop_.run_dry();
    restart();
  }

  /// Kills importer and desk where they stand and starts them again.
  void restart() {
    shop_.test.stop(shop_.importer);
    if (actor)
      shop_.test.stop(actor);
    actor = shop_.test.spawn(refund_desk, desk);
    shop_.importer_settings.storage = shop_.storage;
    shop_.importer_settings.processor = shop_.processor;
    shop_.importer_settings.refund = actor;
    shop_.importer =
        shop_.test.spawn(actors::importer, shop_.importer_settings);
  }

  /// Lets the desk answer what it holds.
  void serve() {
    shop_.test.get<actors::refunds_status>(actor, actors::get_status{});
  }

  void put(const std::string& name, const std::string& content) {
    shop_.put(name, content, domain::import_kind::refunds);
  }

  void import(const std::string& name, const std::string& content) {
    put(name, content);
    shop_.run_dry();
  }

  const domain::import_record& last_import() {
    return shop_.store->imports.rbegin()->second;
  }

  const domain::import_record& named(const std::string& file) {
    for (const auto& [id, record] : shop_.store->imports)
      if (record.file == file)
        return record;
    BOOST_FAIL("there is no import of " << file);
    return last_import();
  }

  void counts(std::int64_t accepted, std::int64_t duplicates,
              std::int64_t rejected, std::int64_t skipped = 0) {
    const auto& row = last_import();
    BOOST_TEST(row.accepted == accepted);
    BOOST_TEST(row.duplicates == duplicates);
    BOOST_TEST(row.rejected == rejected);
    BOOST_TEST(row.skipped == skipped);
    BOOST_TEST(row.rows == accepted + duplicates + rejected + skipped);
    BOOST_TEST((row.kind == domain::import_kind::refunds));
  }

  /// So many refunds of a cent for order 2.
  static std::string cents(int count) {
    std::string content = "order,amount\n";
    for (int i = 0; i < count; ++i)
      content += "2,0.01\n";
    return content;
  }

  actors::importer_status status() {
    return shop_.test.get<actors::importer_status>(shop_.importer,
                                                   actors::get_status{});
  }

  refund_desk_ptr desk = std::make_shared<refund_desk_state>();
  actors::refund_actor actor;
};

} // namespace orderd::testing
