// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/notification.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::domain {

/// All types, as bits: 1 << notification_type.
inline constexpr std::int32_t all_notification_types =
    (1 << notification_types) - 1;

constexpr std::int32_t type_bit(notification_type type) {
  return 1 << static_cast<int>(type);
}

/// What one channel tells: these types, about orders of these sources.
struct channel_policy {
  std::string channel;
  std::int32_t types = all_notification_types;
  bool by_default = true; ///< sources that no list names
  std::vector<std::string> sources_on = {};
  std::vector<std::string> sources_off = {};

  [[nodiscard]] bool tells_of(std::string_view source) const;
  [[nodiscard]] bool tells(notification_type type,
                           std::string_view source) const;
};

/// Which notifications there are: those that some channel tells. What is
/// decided when a change is committed stays so, whatever the configuration
/// says later.
using notify_policy = std::vector<channel_policy>;

/// What one channel tells of one batch: kept with the batch. A notice is told
/// if its type and its source are.
struct delivery_scope {
  std::int32_t types = all_notification_types;
  std::optional<std::vector<std::string>> sources; ///< none: all, sorted

  friend bool operator==(const delivery_scope&,
                         const delivery_scope&) = default;
};

/// Nothing if the channel tells none of these notices. A notice of the batch
/// is in the scope exactly if `policy` tells it.
std::optional<delivery_scope> scope_of(const channel_policy& policy,
                                       std::span<const notice> batch);

} // namespace orderd::domain
