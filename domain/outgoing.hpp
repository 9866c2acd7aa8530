// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/notification.hpp"
#include "domain/order.hpp"
#include "domain/refund.hpp"
#include "domain/time.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace orderd::domain {

/// One notification on its way to a channel, with all that it says as that
/// stood when it was looked at last.
struct outgoing {
  notification_id id;
  notice about; ///< with its content
  order_state state;
  std::optional<refund_status> refund_state; ///< for the refund types alone
  std::string reason;                        ///< of the refund
  std::string email;                         ///< the customer's
  std::string phone;                         ///< the customer's; may be empty
  std::optional<std::string> order_ref;
  utc_time ordered_at;
  utc_time accepted_at;
  utc_time since;   ///< when what it tells was committed
  int attempts = 0; ///< before this one
  /// Attempts before a person asked for it again: not counted against the
  /// limit.
  int forgiven = 0;
  /// How often a person asked for it again: part of the id that the receiver
  /// sees, so that he does not take it for a copy.
  int resends = 0;
  bool test = false;   ///< made up by `notifications test`; never recorded
  std::string to = {}; ///< for a test: whom to tell instead
};

/// Notifications of one channel that are to be tried again.
struct due_retries {
  std::vector<outgoing> due;
  std::optional<utc_time> next = {}; ///< when another one is; none: never
};

/// Why a notification is not sent any more, if so.
struct skip_reason {
  enum class kind {
    expired, ///< too old
    stale    ///< what it tells is not so any more
  };

  kind what = kind::stale;
  std::string text; ///< for the history
};

/// Looks at a notification again, right before it is sent. It is expired if it
/// waited longer than `max_age` since its event, or if the order was older than
/// that when it was accepted; stale if the order or refund is in a state that
/// makes it untrue. Neither counts for tests, nor age for what a person asked
/// for again.
std::optional<skip_reason> why_skip(const outgoing& message, utc_time now,
                                    std::chrono::seconds max_age);

/// The id that the receiver of a notification sees, the same at each attempt:
/// letters, digits, `_`, `-` and `.` alone. Unique in the world: it begins
/// with the installation's id.
std::string public_id(const outgoing& message,
                      const std::string& installation_id);

/// What became of one attempt to hand a notification over.
struct handed {
  enum class verdict {
    sent,    ///< the receiver has it
    again,   ///< not now, or nobody knows: to be tried again
    refused, ///< never: trying again would not help
    skipped, ///< not meant for this receiver, by configuration
    down,    ///< the channel itself does not work; it was not tried
    disabled ///< the receiver wants nothing any more
  };

  verdict what = verdict::sent;
  std::string reason = {}; ///< for all but `sent`: what, on what, why
  /// How long the receiver asked us to wait, if it did.
  std::optional<std::chrono::seconds> wait = {};
};

/// The pause before attempt `attempts` + 1: `first` doubled with each attempt,
/// at most `longest`, and then give or take a fifth by `dice` (any number).
std::chrono::milliseconds retry_pause(int attempts,
                                      std::chrono::milliseconds first,
                                      std::chrono::milliseconds longest,
                                      std::uint64_t dice);

} // namespace orderd::domain
