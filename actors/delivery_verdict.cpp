// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_verdict.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {
namespace {

using status = domain::delivery_exception::status;
using verdict = domain::handed::verdict;

domain::delivery_exception exception_of(const domain::outgoing& message,
                                        status what, int attempts,
                                        std::string why) {
  return {message.id, message.about.order, what, attempts, {}, std::move(why)};
}

domain::delivery_exception not_yet(const domain::outgoing& message,
                                   const domain::handed& result,
                                   const retry_terms& terms,
                                   domain::utc_time now, std::uint64_t dice) {
  const int attempts = message.attempts + 1;
  const int counted = attempts - message.forgiven;
  if (counted >= terms.max_attempts)
    return exception_of(message, status::failed, attempts, result.reason);
  auto exception =
      exception_of(message, status::retrying, attempts, result.reason);
  const auto pause = domain::retry_pause(counted, terms.first_delay,
                                         terms.longest_delay, dice);
  // Nobody may put it off for longer than we would.
  const auto asked = std::min<std::chrono::milliseconds>(
      result.wait.value_or(std::chrono::seconds{0}), terms.longest_delay);
  exception.next_at = now + std::max(pause, asked);
  return exception;
}

} // namespace

std::optional<domain::delivery_exception>
exception_after(const domain::outgoing& message, const domain::handed& result,
                const retry_terms& terms, domain::utc_time now,
                std::uint64_t dice) {
  switch (result.what) {
  case verdict::sent:
    if (message.attempts == 0 && message.resends == 0)
      return std::nullopt;
    return arrived_after_all(message);
  case verdict::refused:
    return exception_of(message, status::failed, message.attempts + 1,
                        result.reason);
  case verdict::skipped:
    return exception_of(message, status::suppressed, message.attempts,
                        result.reason);
  case verdict::again:
  case verdict::down:
  case verdict::disabled:
    break;
  }
  return not_yet(message, result, terms, now, dice);
}

domain::delivery_exception arrived_after_all(const domain::outgoing& message) {
  return exception_of(message, status::sent, message.attempts + 1, {});
}

domain::delivery_exception sent_at_first(const domain::notice& about,
                                         int channel) {
  return {domain::id_of(about, channel), about.order, status::sent, 1, {}, {}};
}

domain::delivery_exception exception_for(const domain::outgoing& message,
                                         const domain::skip_reason& why) {
  const auto what = why.what == domain::skip_reason::kind::expired
                        ? status::expired
                        : status::suppressed;
  return exception_of(message, what, message.attempts, why.text);
}

} // namespace orderd::actors
