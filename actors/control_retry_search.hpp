// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/control_methods.hpp"
#include "actors/control_queue_params.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Looking for the dead letters that `queue.retry` means.
namespace orderd::actors {

/// What a search found.
struct letters_found {
  std::vector<domain::dead_letter_view> letters;
  /// The dead notification with the number that was looked for, if there is
  /// one; `letters` has it for a dry run alone, and if it is not too young.
  domain::notification_id notification;
  std::int64_t left = 0; ///< that match and were not looked at

  /// Each as it is named where a bare number could be another.
  [[nodiscard]] std::vector<std::string> names() const;
};

/// Looks through these stages, the first `wanted.filter.limit` letters of each,
/// and calls `then` with those that are meant. A notification is found by its
/// number however many there are.
void search_dead_letters(control_state& state, const call_ptr& call,
                         const retry_request& wanted,
                         const std::vector<std::string_view>& stages,
                         std::function<void(const letters_found&)> then);

} // namespace orderd::actors
