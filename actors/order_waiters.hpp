// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/order_processor.hpp"

/// The part of the order processor that answers who waits for an order.
namespace orderd::actors {

/// Answers once the order of `answer`, which is here, has left.
void wait_for(processor_actor::stateful_pointer<processor_state> self,
              caf::typed_response_promise<order_created> asker,
              const order_created& answer);

/// The same for an order that was accepted earlier and is not here: it may be
/// terminal or dead, or come yet.
void look_up_earlier(processor_actor::stateful_pointer<processor_state> self,
                     caf::typed_response_promise<order_created> asker,
                     const order_created& answer);

/// Answers all who wait for an order: it is terminal, or why not.
void tell_waiters(processor_actor::stateful_pointer<processor_state> self,
                  domain::order_id id, const caf::error& why);

} // namespace orderd::actors
