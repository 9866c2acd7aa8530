// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/time.hpp"

namespace orderd::actors {

/// Where actors get the time from. Tests and the simulation drive their own.
/// Safe to call from any thread.
class wall_clock {
public:
  virtual ~wall_clock() = default;

  [[nodiscard]] virtual domain::utc_time now() const = 0;

  /// The calendar day of a moment in the configured time zone.
  [[nodiscard]] virtual domain::business_day
  day_of(domain::utc_time time) const = 0;
};

} // namespace orderd::actors
