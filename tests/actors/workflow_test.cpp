// SPDX-License-Identifier: Apache-2.0
#include "actors/errors.hpp"
#include "tests/support/order_files.hpp"
#include "tests/support/shop.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <vector>

using namespace orderd;
using namespace orderd::actors;
using namespace orderd::testing;
using namespace std::chrono_literals;
using domain::import_kind;
using domain::import_state;

namespace {

constexpr int single_orders = 3;

/// How many seeds to try; ORDERD_TEST_SEEDS says more for a longer search.
unsigned seeds(unsigned usual) {
  const auto* more = std::getenv("ORDERD_TEST_SEEDS");
  return more == nullptr ? usual : static_cast<unsigned>(std::stoul(more));
}

/// One order a line, some with a reference, some that are no orders.
std::string mixed_file() {
  const std::string sku = R"(,"[{""sku"":""PROD001"",""quantity"":1},)"
                          R"({""sku"":""PROD003"",""quantity"":2}]")"
                          "\n";
  std::string content = "order_ref,customer_name,customer_email,products\n";
  content += "R1,A,a@x.org" + sku + ",B,b@x.org" + sku + ",C,nobody" + sku;
  content += "R1,A,a@x.org" + sku + "\"open,u@x.org" + sku + ",D,a@x.org" + sku;
  return content + "R1,Other,a@x.org" + sku + "R2,E,e@x.org" + sku + "\n\n";
}

/// A small day: products, files with every kind of row, a file dropped twice,
/// one that is no such file, single orders whose client asks until it hears.
class day {
public:
  explicit day(unsigned seed, bool shuffled = false) : random_(seed) {
    shop_.importer_settings.batch_orders = 2;
    shop_.importer_settings.max_in_flight_batches = 2;
    shop_.processor_settings.max_attempts = 12;
    shop_.ledger->rules = {seed, 800'000, 1'000'000, 200'000};
    shop_.ledger->latency = 5ms;
    shop_.ledger->unruly = shuffled;
    shop_.ledger->random.seed(seed);
    if (shuffled)
      shop_.schedule = &random_;
    shop_.initial_stock = {
        {"PROD001", 500}, {"PROD002", 1'000}, {"PROD003", 7}};
    auto products = products_sample;
    products.replace(products.find(",200\n"), 5, ",7\n");
    shop_.put("p.csv", products, import_kind::products);
    shop_.open();
  }

  /// One message, or some time; false once everything is done.
  bool go_on() {
    ask_as_clients();
    drop_files();
    if (shop_.step())
      return true;
    if (finished())
      return false;
    shop_.test.clock->advance(100ms);
    shop_.test.scheduler().advance_time(100ms);
    passed_ += 1;
    BOOST_REQUIRE_MESSAGE(passed_ < 36'000, "it does not come to rest");
    return true;
  }

  void restart() {
    shop_.kill();
    flips_.clear();
    for (auto& client : clients_)
      if (client && !client->value)
        client.reset();
    shop_.open();
  }

  /// Pauses or resumes imports or orders, if their actor is there.
  void flip(bool imports, bool paused) {
    const pause_stage request{paused, {}};
    if (imports && shop_.importer)
      flips_.push_back(shop_.test.ask<recorded>(shop_.importer, request));
    else if (!imports && shop_.processor)
      flips_.push_back(shop_.test.ask<recorded>(shop_.processor, request));
  }

  /// Resumes both, once they are there and have done what was asked before.
  void resume() {
    while (!shop_.importer || !std::ranges::all_of(flips_, [](const auto& one) {
      return one->answered();
    }))
      go_on();
    flip(true, false);
    flip(false, false);
  }

  void check(const std::string& context) {
    shop_.check(context);
    std::multiset<std::string> found;
    for (const auto& [id, row] : shop_.store->imports)
      found.insert(line(row.file, row.state, row.accepted, row.duplicates,
                        row.rejected));
    using enum import_state;
    const std::multiset<std::string> expected{
        line("p.csv", done, 3, 0, 0), line("a.csv", done, 4, 1, 3),
        line("b.csv", done, 5, 0, 0), line("c.csv", duplicate, 0, 5, 0),
        line("d.csv", done, 0, 0, 0), line("e.csv", quarantined, 0, 0, 0)};
    BOOST_CHECK_MESSAGE(found == expected, context << ": the imports");
    if (found != expected)
      for (const auto& one : found)
        BOOST_TEST_MESSAGE(one);
    BOOST_CHECK_MESSAGE(shop_.store->orders.size() == 9u + single_orders,
                        context << ": " << shop_.store->orders.size()
                                << " orders");
    BOOST_CHECK_MESSAGE(shop_.store->dead.empty(), context << ": dead orders");
    BOOST_CHECK_MESSAGE(shop_.folder->spool.empty(), context << ": the spool");
    for (const auto& [id, row] : shop_.store->imports)
      check_folder(context, row);
  }

private:
  static std::string line(const std::string& file, import_state state,
                          std::int64_t accepted, std::int64_t duplicates,
                          std::int64_t rejected) {
    return file + " " + std::string(domain::to_string(state)) + " " +
           std::to_string(accepted) + " " + std::to_string(duplicates) + " " +
           std::to_string(rejected);
  }

  void check_folder(const std::string& context,
                    const domain::import_record& row) {
    const bool bad = row.state == import_state::quarantined;
    const auto& where =
        bad ? shop_.folder->quarantined : shop_.folder->archived;
    BOOST_CHECK_MESSAGE(where.contains(row.id) &&
                            where.at(row.id).path == row.archived_as,
                        context << ": where " << row.file << " is");
    BOOST_CHECK_MESSAGE(shop_.folder->rejects.contains(row.id) ==
                            (row.rejected > 0),
                        context << ": the rejects of " << row.file);
    if (!shop_.folder->rejects.contains(row.id))
      return;
    const auto& text = shop_.folder->rejects.at(row.id);
    BOOST_CHECK_MESSAGE(std::ranges::count(text, '\n') == row.rejected + 1,
                        context << ": " << text);
  }

  // Once the products are there: clients repeat what was not answered.
  void ask_as_clients() {
    if (!shop_.importer || !dropped_)
      return;
    for (int i = 0; i < single_orders; ++i) {
      auto& client = clients_[static_cast<std::size_t>(i)];
      if (client && !client->error)
        continue;
      domain::order_input order;
      order.name = "Client";
      order.email = "client" + std::to_string(i) + "@x.org";
      order.order_ref = "C" + std::to_string(i);
      order.lines = {{"PROD002", i + 1}};
      client = shop_.test.ask<order_created>(shop_.processor,
                                             create_order{"web", order, true});
    }
  }

  void drop_files() {
    if (dropped_ || !shop_.importer || shop_.store->products.size() < 3)
      return;
    dropped_ = true;
    shop_.put("a.csv", mixed_file());
    shop_.put("b.csv", order_file(5));
    shop_.put("d.csv", "customer_name,customer_email,products\n");
    shop_.put("e.csv", "no such file");
  }

  bool finished() {
    if (!dropped_ || !shop_.dry())
      return false;
    if (!std::exchange(again_, true)) {
      shop_.put("c.csv", order_file(5));
      return false;
    }
    return std::ranges::all_of(
        clients_, [](const auto& client) { return client && client->value; });
  }

  std::mt19937 random_;
  shop shop_;
  bool dropped_ = false;
  bool again_ = false;
  int passed_ = 0;
  std::vector<std::shared_ptr<outcome<recorded>>> flips_;
  std::array<std::shared_ptr<outcome<order_created>>, single_orders> clients_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(workflow)

BOOST_AUTO_TEST_CASE(a_daemon_killed_at_any_step_finishes_every_row_once) {
  int steps = 0;
  {
    day undisturbed{1};
    while (undisturbed.go_on())
      ++steps;
    undisturbed.check("undisturbed");
  }
  BOOST_TEST_MESSAGE(steps << " steps");
  const int stride = std::max(1, steps / 700);
  for (int kill_at = 1; kill_at < steps; kill_at += stride) {
    const auto context = "killed after step " + std::to_string(kill_at);
    day disturbed{1};
    for (int i = 0; i < kill_at; ++i)
      disturbed.go_on();
    disturbed.restart();
    while (disturbed.go_on())
      ;
    disturbed.check(context);
  }
}

BOOST_AUTO_TEST_CASE(any_order_of_messages_keeps_the_rules) {
  for (unsigned seed = 1; seed <= seeds(200); ++seed) {
    day shuffled{seed, true};
    while (shuffled.go_on())
      ;
    shuffled.check("seed " + std::to_string(seed));
  }
}

BOOST_AUTO_TEST_CASE(any_order_of_messages_and_any_kills_keep_the_rules) {
  for (unsigned seed = 1'001; seed <= 1'000 + seeds(300); ++seed) {
    std::mt19937 random{seed};
    day shuffled{seed, true};
    for (unsigned kills = 1 + random() % 4; kills > 0; --kills) {
      for (auto steps = random() % 900; steps > 0; --steps)
        shuffled.go_on();
      shuffled.restart();
    }
    while (shuffled.go_on())
      ;
    shuffled.check("seed " + std::to_string(seed));
  }
}

BOOST_AUTO_TEST_CASE(pauses_and_kills_at_any_moment_keep_the_rules) {
  for (unsigned seed = 2'001; seed <= 2'000 + seeds(200); ++seed) {
    std::mt19937 random{seed};
    day shuffled{seed, true};
    for (auto turns = 2 + random() % 6; turns > 0; --turns) {
      for (auto steps = random() % 400; steps > 0; --steps)
        shuffled.go_on();
      if (random() % 4 == 0)
        shuffled.restart();
      else
        shuffled.flip(random() % 2 == 0, random() % 3 != 0);
    }
    shuffled.resume();
    while (shuffled.go_on())
      ;
    shuffled.check("seed " + std::to_string(seed));
  }
}

BOOST_AUTO_TEST_SUITE_END()
