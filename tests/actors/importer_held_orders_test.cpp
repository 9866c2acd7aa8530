// SPDX-License-Identifier: Apache-2.0
#include "actors/errors.hpp"
#include "actors/importer.hpp"

#include "tests/support/order_files.hpp"
#include "tests/support/shop.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using domain::import_state;
using namespace orderd::testing;

namespace {

/// A shop whose orders are paused, with plenty of mugs.
struct fixture {
  fixture() {
    shop_.stock_up();
    shop_.store->add_product("MUG", 100, 100'000);
    shop_.importer_settings.batch_orders = 1'000;
    shop_.open();
    shop_.run_until([this] { return shop_.importer && shop_.dry(); });
    pause();
  }

  void pause(bool paused = true) {
    shop_.test.get<recorded>(shop_.processor, pause_stage{paused, {}});
  }

  importer_status status() {
    return shop_.test.get<importer_status>(shop_.importer, get_status{});
  }

  const domain::import_record& named(const std::string& file) {
    for (const auto& [id, record] : shop_.store->imports)
      if (record.file == file)
        return record;
    BOOST_FAIL("there is no import of " << file);
    return shop_.store->imports.begin()->second;
  }

  /// A file of so many mugs, each an order.
  static std::string mugs(int count, int first = 0) {
    std::string text = "customer_name,customer_email,products\n";
    for (int i = first; i < first + count; ++i)
      text += "Ann,ann" + std::to_string(i) +
              R"(@example.com,"[{""sku"":""MUG"",""quantity"":1}]")"
              "\n";
    return text;
  }

  shop shop_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(importer_held_orders_test, fixture)

BOOST_AUTO_TEST_CASE(small_files_are_taken_in_until_the_held_orders_are_many) {
  for (int i = 0; i < 100; ++i)
    shop_.put("o" + std::to_string(i) + ".csv", mugs(1, i));
  shop_.test.advance(1min);
  BOOST_TEST(shop_.store->orders.size() == 100u);
  BOOST_TEST(status().waiting == 0);
  BOOST_TEST(status().running == 100);
  BOOST_TEST(*shop_.folder->readers == 0);
  pause(false);
  shop_.run_dry();
  BOOST_TEST(shop_.store->count(domain::order_status::processing) == 0);
  BOOST_TEST(shop_.folder->archived.size() == 100u);
}

BOOST_AUTO_TEST_CASE(files_that_wait_for_payments_never_hold_up_products) {
  for (std::size_t i = 0; i <= max_settling_imports; ++i)
    shop_.put("o" + std::to_string(i) + ".csv", mugs(1, static_cast<int>(i)));
  shop_.test.advance(1min);
  BOOST_TEST(shop_.store->orders.size() == max_settling_imports);
  shop_.put("p.csv", products_sample, domain::import_kind::products);
  shop_.test.advance(1min);
  BOOST_TEST((named("p.csv").state == import_state::done));
  BOOST_TEST(status().waiting == 1);
}

BOOST_AUTO_TEST_CASE(a_stop_does_not_wait_for_batches_that_are_held) {
  shop_.put("o.csv", mugs(18'500));
  shop_.test.advance(1min);
  BOOST_TEST(shop_.store->orders.size() == 16'000u);
  const auto first = shop_.test.ask<drained>(shop_.importer, drain{});
  shop_.test.run();
  BOOST_TEST(first->value.has_value());
  const auto second = shop_.test.ask<drained>(shop_.processor, drain{});
  shop_.test.run();
  BOOST_TEST(second->value.has_value());
  shop_.test.advance(1min);
  BOOST_TEST((named("o.csv").state == import_state::running));
  BOOST_TEST(named("o.csv").rows == 16'000);
  shop_.kill();
  shop_.open();
  shop_.run_until([this] { return static_cast<bool>(shop_.importer); });
  pause(false);
  shop_.run_dry();
  BOOST_TEST((named("o.csv").state == import_state::done));
  BOOST_TEST(named("o.csv").accepted == 18'500);
}

BOOST_AUTO_TEST_SUITE_END()
