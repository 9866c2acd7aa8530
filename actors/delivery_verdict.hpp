// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/outgoing.hpp"
#include "domain/records.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace orderd::actors {

/// How often a message is tried, and when again.
struct retry_terms {
  int max_attempts = 8;
  std::chrono::milliseconds first_delay{5'000};
  std::chrono::milliseconds longest_delay{3'600'000};
};

/// What is to be recorded of one attempt besides the progress of the batch.
/// Nothing if a message that was never tried before, nor asked for again,
/// arrived. Not for `down` and `disabled`: they say nothing of the message.
/// `dice` is any number.
std::optional<domain::delivery_exception>
exception_after(const domain::outgoing& message, const domain::handed& result,
                const retry_terms& terms, domain::utc_time now,
                std::uint64_t dice);

/// The same of a message that has an exception already.
domain::delivery_exception arrived_after_all(const domain::outgoing& message);

/// The same of a notice that was sent at once, and is recorded by itself
/// though: the progress of its batch has not come that far. `channel` is the
/// code.
domain::delivery_exception sent_at_first(const domain::notice& about,
                                         int channel);

/// What is to be recorded of a message that is not sent any more.
domain::delivery_exception exception_for(const domain::outgoing& message,
                                         const domain::skip_reason& why);

} // namespace orderd::actors
