// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/order_processor.hpp"

#include <string_view>

/// The finalizing part of the order processor: what has a clear answer becomes
/// terminal.
namespace orderd::actors {

/// Notes the clear answer of this gateway about an order; it is finalized with
/// the next `finalize_answers`.
void answer(processor_actor::stateful_pointer<processor_state> self,
            open_payments::entry& open, bool approved, std::string_view gateway,
            const payment_answer_line& line);

/// Finalizes what was answered, while there are places for it.
void finalize_answers(processor_actor::stateful_pointer<processor_state> self);

/// Takes an order out and answers who waited for it.
void leave(processor_actor::stateful_pointer<processor_state> self,
           domain::order_id id, const caf::error& why);

} // namespace orderd::actors
