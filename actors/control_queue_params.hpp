// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/control_params.hpp"

#include <optional>
#include <string>

/// The parameters of the methods of `queue`.
namespace orderd::actors {

/// The parameter `stage`: imports, orders, refunds or notifications.
std::string read_stage(param_reader& params);

/// The parameter of this name as a channel of this build; nothing if it is not
/// given.
std::optional<std::string> maybe_channel(param_reader& params,
                                         std::string_view name);

/// `stage` and `error`, as far as they are given.
domain::dead_letter_filter read_dead_filter(param_reader& params);

/// Which dead letters are to be tried again: one, or all that match.
struct retry_request {
  domain::order_id order;
  domain::refund_id refund;
  std::int64_t number = 0; ///< of either, or of a notification
  domain::dead_letter_filter filter;
  bool dry_run = false;

  /// Whether all that match the filter are meant.
  [[nodiscard]] bool all() const noexcept {
    return !order && !refund && number == 0;
  }
};

retry_request read_retry(param_reader& params);

} // namespace orderd::actors
