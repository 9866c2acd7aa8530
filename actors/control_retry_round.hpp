// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/control_methods.hpp"
#include "actors/control_queue_params.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What `queue.retry` does with the dead letters that it means.
namespace orderd::actors {

/// Dead letters by who tries them again.
struct letters_by_stage {
  std::vector<domain::order_id> orders;
  std::vector<domain::refund_id> refunds;
  std::vector<domain::notification_id> notifications;
};

/// Tries again what was found, one stage after the other.
struct retry_round {
  retry_request wanted;
  letters_by_stage letters;
  /// Whether all of these stages are meant, and not those letters.
  bool every_order = false;
  bool every_refund = false;
  /// Which notifications are meant beside those letters.
  std::optional<domain::dead_letter_filter> notifications;
  std::int64_t orders = 0; ///< that are tried again
  std::int64_t refunds = 0;
  std::int64_t left = 0; ///< that match and were not looked at
  /// Stages that are paused, and what they say.
  std::vector<std::pair<std::string, std::string>> left_out;
};

/// Sorts a letter in.
void add_letter(letters_by_stage& to, const domain::dead_letter_view& letter);

/// Tries the round's letters again, stage by stage, and answers. Where several
/// are meant, a stage that is paused is left out, and the answer says so.
void run_round(control_state& state, const call_ptr& call,
               const std::shared_ptr<retry_round>& round);

/// The one that is meant, as a person names it.
std::string name_of(const retry_request& wanted);

/// Answers that there is no such dead letter.
void no_dead_letter(control_state& state, const call_ptr& call,
                    const retry_request& wanted);

} // namespace orderd::actors
