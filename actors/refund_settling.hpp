// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/refund.hpp"

/// The part of the refund actor that settles clear answers.
namespace orderd::actors {

/// Notes a clear answer about a refund that is here; `settle_answers` settles
/// it.
void note_answer(refund_pointer self, domain::refund_id id,
                 const payment_answer_line& line);

/// A clear answer about a refund that is not here, since it is settled, or
/// dead, or was not taken up yet: it counts if the refund is still open.
void take_late_answer(refund_pointer self, const payment_answer_line& line);

/// Settles what was noted: single refunds at once, those of files together
/// while all places are taken.
void settle_answers(refund_pointer self);

} // namespace orderd::actors
