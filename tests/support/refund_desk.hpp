// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/protocols.hpp"
#include "domain/refund_rules.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/test_system.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace orderd::testing {

/// What a refund desk has recorded, and how it behaves. Like a database it
/// outlives the actor.
struct refund_desk_state {
  memory_store_ptr store;
  std::shared_ptr<manual_clock> clock;
  std::map<domain::order_id, domain::order_books> books;
  std::map<std::string, std::pair<domain::refund_id, std::string>>
      keys; ///< refund and digest by key
  std::vector<domain::refund_input> accepted;
  std::size_t most_waiting = 0; ///< batches unanswered at once

  bool hold = false;      ///< batches wait until the desk is asked its status
  bool unsettled = false; ///< so do those who await an import's end
  bool draining = false;  ///< everything is refused
  int away = 0;           ///< so many batches fail, the database being away
  int lost = 0; ///< so many are recorded, and yet answered that it is away
};

using refund_desk_ptr = std::shared_ptr<refund_desk_state>;

/// Stands for the refund actor: decides by the domain's rules, moves an
/// import's position and counts as the database does, and asks no gateway.
actors::refund_actor::behavior_type
refund_desk(actors::refund_actor::pointer self, refund_desk_ptr desk);

} // namespace orderd::testing
