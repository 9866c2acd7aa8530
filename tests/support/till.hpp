// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/errors.hpp"
#include "actors/order_processor.hpp"
#include "actors/storage.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/test_system.hpp"

#include <string>
#include <vector>

namespace orderd::testing {

/// An order processor over a store in memory and a gateway that answers only
/// what the test says, when it says so.
class till {
public:
  till();

  /// Spawns storage, gateway and processor.
  void open();
  /// Kills them; the store stays.
  void kill();

  /// Submits a batch of an import with orders of one unit each.
  std::shared_ptr<outcome<actors::orders_accepted>> submit(int orders);

  /// Asks for a single order.
  std::shared_ptr<outcome<actors::order_created>>
  create(const std::string& ref, bool wait = true, int quantity = 1,
         const std::string& sku = "A");

  /// Gives one group of answers; each is about the order with this number.
  void answer(const std::vector<std::int64_t>& orders,
              actors::payment_verdict verdict);

  /// The requests about an order so far, oldest first.
  [[nodiscard]] std::vector<actors::payment_request>
  asked(std::int64_t order) const;

  [[nodiscard]] domain::order_state state(std::int64_t order) const {
    return store->orders.at({order}).state;
  }
  [[nodiscard]] bool is_paid(std::int64_t order) const {
    return state(order).status == domain::order_status::paid;
  }
  actors::processor_status status() {
    return test.get<actors::processor_status>(processor, actors::get_status{});
  }
  /// How many calls of this name the store has seen.
  [[nodiscard]] int calls(const std::string& name) const;

  test_system test;
  memory_store_ptr store = std::make_shared<memory_store>();
  actors::processor_deps settings;
  std::vector<actors::payment_request> requests;
  std::vector<std::size_t> group_sizes;
  actors::storage_actor storage;
  actors::gateway_actor gateway;
  actors::processor_actor processor;
  domain::import_id import;

private:
  std::int64_t line_ = 1;
};

} // namespace orderd::testing
