// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/outgoing.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace orderd::app {

/// The longest wait that a receiver is granted.
inline constexpr std::chrono::seconds longest_webhook_wait{3'600};

/// How one post ended.
struct webhook_outcome {
  int status = 0;       ///< of the answer; 0 if there was none
  bool reached = false; ///< a part of the post may have come to the receiver
  std::string why;      ///< libcurl's, if there was no answer
  std::optional<std::chrono::seconds> retry_after = {};
};

/// What becomes of the notification. `receiver` is named in the reason; it must
/// hold no secret.
domain::handed judge(const webhook_outcome& outcome,
                     const std::string& receiver);

} // namespace orderd::app
