// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/refund.hpp"

/// The part of the refund actor that answers who waits for a refund.
namespace orderd::actors {

/// Answers once the refund of `answer` is settled; at once, if it waits for a
/// person.
void wait_for(refund_pointer self,
              caf::typed_response_promise<refund_created> asker,
              const refund_created& answer);

/// Answers all who wait for a refund: it is settled or waits for a person, as
/// its state says; or why nobody knows.
void tell_waiters(refund_pointer self, domain::refund_id id,
                  const caf::error& why);

/// Answers all who wait for refunds that are not here: a pause holds them up.
void tell_held_up(refund_pointer self);

/// Tells all who wait that the daemon stops.
void dismiss_waiters(refund_pointer self);

} // namespace orderd::actors
