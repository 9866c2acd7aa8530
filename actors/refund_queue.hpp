// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/refund.hpp"

/// The part of the refund actor that takes refunds up from the database, and
/// does what a person asks for.
namespace orderd::actors {

/// Loads the counts and takes up what is open.
caf::result<recovered> recover_refunds(refund_pointer self);

/// Goes on with a scan, as far as there is room.
void go_on_scanning(refund_pointer self);

/// Lets the database count what is pending and dead; one request at a time.
void count_refunds(refund_pointer self);

/// Takes up what was recorded as pending and is not meant to wait any more.
void scan_pending(refund_pointer self);

/// Pauses or resumes, one request after the other.
caf::result<recorded> pause(refund_pointer self, const pause_stage& message);

caf::result<recorded> cancel(refund_pointer self, const cancel_refund& message);
caf::result<recorded> reverse(refund_pointer self,
                              const reverse_refund& message);
/// Refused while refunds are paused, unless all are meant and none is dead.
caf::result<dead_retried> retry_dead(refund_pointer self,
                                     const retry_dead_refunds& message);

} // namespace orderd::actors
