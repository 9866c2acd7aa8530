// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/order_processor.hpp"

#include <cstdint>
#include <unordered_map>
#include <vector>

/// The paying and finalizing half of the order processor.
namespace orderd::actors {

/// Takes durably accepted orders up and asks the gateway to charge them, or
/// holds them while orders are paused; an order whose total is 0 is paid
/// without being asked. Orders that are in
/// flight already are left alone. `asked_before` says how often dead ones were
/// charged earlier, so that no attempt has the number of another.
void pay(processor_actor::stateful_pointer<processor_state> self,
         const std::vector<domain::open_order>& orders, bool interactive,
         const std::unordered_map<domain::order_id, int>& asked_before = {});

/// Handles a group of the gateway's answers.
void take_answers(processor_actor::stateful_pointer<processor_state> self,
                  const std::vector<payment_answer_line>& lines);

/// A backoff ended: charges its orders again, under their same keys.
void ask_again(processor_actor::stateful_pointer<processor_state> self,
               std::int64_t round);

/// Charges what was held.
void charge_held(processor_actor::stateful_pointer<processor_state> self);

/// The gateway's time is over: orders of this round that it did not answer
/// count as unclear.
void give_up_waiting(processor_actor::stateful_pointer<processor_state> self,
                     std::int64_t round);

/// What who waits for an order hears once it is dead.
caf::error dead_error(domain::order_id order);

// In order_processor.cpp:

/// What who comes during a drain hears.
caf::error draining_error();

/// Accepts waiting batches while there is room.
void accept_waiting(processor_actor::stateful_pointer<processor_state> self);

/// Answers those who wait for a drain, if all is done.
void answer_drains(processor_actor::stateful_pointer<processor_state> self);

/// Both, and goes on with revivals: after orders left or arrived.
void after_progress(processor_actor::stateful_pointer<processor_state> self);

} // namespace orderd::actors
