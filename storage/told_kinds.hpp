// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/notify_policy.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace orderd::storage {

/// The kinds of notices (type and source) that one batch has. It has many
/// notices, but few kinds.
class told_kinds {
public:
  explicit told_kinds(const domain::notify_policy& policy) : policy_(policy) {}

  /// Notes notices of the batch; returns whether some channel tells them.
  bool note(domain::notification_type type, const std::string& source,
            std::size_t count = 1);

  /// How many of the notices the channel tells.
  [[nodiscard]] std::size_t
  told_by(const domain::channel_policy& channel) const;

  /// One notice of each kind, whether told or not.
  [[nodiscard]] std::span<const domain::notice> all() const noexcept {
    return kinds_;
  }

private:
  const domain::notify_policy& policy_;
  std::vector<domain::notice> kinds_;
  std::vector<bool> told_;          ///< for each of them
  std::vector<std::size_t> counts_; ///< likewise
};

} // namespace orderd::storage
