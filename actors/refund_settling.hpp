// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/refund.hpp"

#include <vector>

/// The part of the refund actor that settles clear answers.
namespace orderd::actors {

/// Notes a clear answer about a refund that is here; `settle_answers` settles
/// it.
void note_answer(refund_pointer self, domain::refund_id id,
                 const payment_answer_line& line);

/// Clear answers about refunds that are not here, since they are settled, or
/// dead, or were not taken up yet: they count if the refund is still open.
void take_late_answers(refund_pointer self,
                       const std::vector<payment_answer_line>& lines);

/// Lets go of a refund that is dead by now: in the database, before this.
void leave_dead(refund_pointer self, const domain::dead_refund& letter);

/// Settles what was noted: single refunds at once, those of files together
/// while all places are taken.
void settle_answers(refund_pointer self);

} // namespace orderd::actors
