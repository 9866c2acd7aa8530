// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/order_processor.hpp"

#include <cstddef>
#include <cstdint>

/// The part of the order processor that brings dead orders back.
namespace orderd::actors {

/// Takes the dead letters of these orders away, of all if there are no ids,
/// and charges them again under their same keys, as there is room; answered
/// once the first are asked or wait for room. A read that fails is repeated:
/// nobody else knows of these orders any more.
caf::result<dead_retried>
revive(processor_actor::stateful_pointer<processor_state> self,
       const retry_dead_orders& message);

/// Reads and charges the next page, if there is room for it.
void go_on_reviving(processor_actor::stateful_pointer<processor_state> self);

/// A backoff ended, perhaps that of a read that failed.
void revive_after_backoff(
    processor_actor::stateful_pointer<processor_state> self,
    std::int64_t round);

/// How many orders the next page may bring back.
std::size_t next_revived(const processor_state& state);

/// Whether an order's dead letter was taken away and it is not charged yet.
bool is_revived(const processor_state& state, domain::order_id order);

} // namespace orderd::actors
