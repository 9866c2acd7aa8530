// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/refund.hpp"

#include <cstdint>
#include <vector>

/// The asking and settling half of the refund actor.
namespace orderd::actors {

/// Takes durably recorded refunds up and asks the gateway for them, or holds
/// them while refunds are paused. Those that are here already are left alone.
void take_up(refund_pointer self, const std::vector<domain::open_refund>& those,
             bool interactive);

/// Asks for what was held.
void ask_held(refund_pointer self);

/// Handles a group of the gateway's answers.
void take_refund_answers(refund_pointer self,
                         const std::vector<payment_answer_line>& lines);

/// A backoff ended: asks again, under the same keys.
void ask_for_refunds_again(refund_pointer self, std::int64_t round);

/// The gateway's time is over: refunds of this round that it did not answer
/// count as unclear.
void give_up_on_refunds(refund_pointer self, std::int64_t round);

// In refund.cpp:

/// What who comes during a drain hears.
caf::error refunds_draining_error();

/// Answers who waits for an import, if none of its refunds is on its way.
void settle_import(refund_pointer self, domain::import_id import);

/// Goes on with the scan, records what waits while there is room, and answers
/// a drain if all is done: after refunds left or arrived.
void after_progress(refund_pointer self);

} // namespace orderd::actors
