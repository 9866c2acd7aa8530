// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/order_processor.hpp"

/// The part of the order processor that brings dead orders back.
namespace orderd::actors {

/// Takes the dead letters of these orders away, of all if there are no ids,
/// and charges them again under their same keys; answered once they are asked.
caf::result<dead_retried>
revive(processor_actor::stateful_pointer<processor_state> self,
       const retry_dead_orders& message);

} // namespace orderd::actors
