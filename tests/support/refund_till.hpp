// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/errors.hpp"
#include "actors/refund.hpp"
#include "actors/storage.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/test_system.hpp"

#include <memory>
#include <string>
#include <vector>

namespace orderd::testing {

/// A refund actor over a store in memory and a gateway that answers only what
/// the test says, when it says so.
class refund_till {
public:
  refund_till();

  /// Spawns storage, gateway and the refund actor.
  void open();
  /// Kills them; the store stays.
  void kill();
  /// Both, and then recovers.
  void restart();

  /// Sells orders of this many units at 10.00, paid; gives the last one's
  /// number. The first order is number 1.
  std::int64_t sell(int orders = 1, int quantity = 1);

  /// Asks for a refund of so many minor units.
  std::shared_ptr<outcome<actors::refund_created>>
  create(std::int64_t order, std::int64_t amount, bool wait = false,
         const std::string& key = {});

  /// Submits a batch of an import: one cent of each order, from `first` on.
  std::shared_ptr<outcome<actors::refunds_requested>> submit(std::int64_t first,
                                                             int count);

  /// Gives one group of answers; each is about the refund with this number.
  void answer(const std::vector<std::int64_t>& ids,
              actors::payment_verdict verdict);

  /// The requests about a refund so far, oldest first.
  [[nodiscard]] std::vector<actors::payment_request>
  asked(std::int64_t id) const;

  /// Lets time pass, a millisecond at a time, until the gateway was asked for
  /// a refund again; gives how long that took, at most `most`.
  std::chrono::milliseconds wait_until_asked(std::int64_t id,
                                             std::chrono::milliseconds most);

  void pause(bool paused = true);

  [[nodiscard]] domain::refund_status state(std::int64_t id) const {
    return store->refunds.at({id}).status;
  }
  actors::refunds_status status() {
    return test.get<actors::refunds_status>(refund, actors::get_status{});
  }
  /// How many calls of this name the store has seen.
  [[nodiscard]] int calls(const std::string& name) const;

  test_system test;
  memory_store_ptr store = std::make_shared<memory_store>();
  actors::refund_deps settings;
  std::vector<actors::payment_request> requests;
  std::vector<std::size_t> group_sizes;
  actors::storage_actor storage;
  actors::gateway_actor gateway;
  actors::refund_actor refund;
  domain::import_id import{77};

private:
  std::int64_t line_ = 1;
};

} // namespace orderd::testing
