// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/notification.hpp"
#include "domain/time.hpp"

#include <tl/expected.hpp>

#include <span>
#include <string>
#include <string_view>

namespace orderd::actors {

/// A way to tell people. Safe to call from any thread; it may block, but it
/// limits its own waits.
class channel {
public:
  virtual ~channel() = default;

  /// One of the names that `domain::channel_code` knows.
  [[nodiscard]] virtual std::string_view name() const = 0;

  /// Hands over all notices at the time `now`, and returns when they need us
  /// no more. On an error (what was attempted, on what, why not) some of them
  /// may have been handed over: doing it again gives them the same ids.
  virtual tl::expected<void, std::string>
  deliver(std::span<const domain::notice> notices, domain::utc_time now) = 0;
};

} // namespace orderd::actors
