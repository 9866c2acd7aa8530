// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/analytics.hpp"
#include "actors/importer.hpp"
#include "actors/order_processor.hpp"
#include "actors/refund.hpp"
#include "actors/storage.hpp"
#include "domain/simulated_gateway.hpp"
#include "tests/support/memory_folder.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/test_system.hpp"

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>

namespace orderd::testing {

/// What a gateway moved, by key; it outlives the actors, as a real one does.
struct payment_ledger {
  domain::simulated_gateway rules;
  std::chrono::milliseconds latency{0};
  /// Answers come one by one and shuffled, some of them twice, some late.
  bool unruly = false;
  std::mt19937 random{1};
  std::map<std::string, std::int64_t> captured;
  std::map<std::string, std::int64_t> refunded;
  std::map<std::string, std::int64_t> asked; ///< with the amount
  int questions = 0;
  /// Two amounts were asked under one key.
  bool amounts_differ = false;
};

/// Answers as the ledger's rules say.
actors::gateway_actor::behavior_type
ledger_gateway(actors::gateway_actor::pointer self,
               std::shared_ptr<payment_ledger> ledger);

/// The daemon's workflow in memory: storage, analytics, gateway, processor,
/// refunds and importer, started in the daemon's order over a store and a
/// folder that outlive them.
class shop {
public:
  shop();

  /// Starts the actors; what follows happens in `step`.
  void open();

  /// Kills all actors where they stand.
  void kill();

  /// Runs one message; false if there is none. With `schedule`, which one is
  /// left to it.
  bool step();

  /// Runs and lets time pass until `done`; fails the test case if that takes
  /// more than an hour.
  void run_until(const std::function<bool()>& done);

  /// The same until no import, no order and no refund is on its way.
  void run_dry();

  /// Whether none is on its way.
  [[nodiscard]] bool dry() const;

  /// Drops a file and tells the importer that it was moved in.
  void put(const std::string& name, const std::string& content,
           domain::import_kind kind = domain::import_kind::orders,
           const std::string& source = "default");

  /// Fails the test case with `context` unless stock, charges, figures and
  /// the counts of imports add up.
  void check(const std::string& context);

  test_system test;
  memory_store_ptr store = std::make_shared<memory_store>();
  std::shared_ptr<memory_folder> folder =
      std::make_shared<memory_folder>(test.clock);
  std::shared_ptr<payment_ledger> ledger = std::make_shared<payment_ledger>();
  actors::storage_deps storage_settings;
  actors::processor_deps processor_settings;
  actors::refund_deps refund_settings;
  actors::importer_deps importer_settings;
  std::mt19937* schedule = nullptr;
  std::map<std::string, std::int64_t> initial_stock;

  actors::storage_actor storage;
  actors::analytics_actor analytics;
  actors::gateway_actor gateway;
  actors::processor_actor processor;
  actors::refund_actor refund;
  actors::importer_actor importer; ///< once all is recovered

  /// The samples' products, with plenty of stock.
  void stock_up();

private:
  void go_on_opening();
  void check_refunds(const std::string& context);

  std::shared_ptr<outcome<actors::totals_shown>> figures_;
  std::shared_ptr<outcome<actors::recovered>> recovered_;
  std::shared_ptr<outcome<actors::recovered>> refunds_recovered_;
};

} // namespace orderd::testing
