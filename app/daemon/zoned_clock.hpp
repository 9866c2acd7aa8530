// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/clock.hpp"

#include <string>

namespace date {
class time_zone;
} // namespace date

namespace orderd::app {

/// The system's clock, with days of one time zone.
class zoned_clock final : public actors::wall_clock {
public:
  /// Throws std::runtime_error if the system does not know the zone.
  explicit zoned_clock(const std::string& zone_name);

  [[nodiscard]] domain::utc_time now() const override;
  [[nodiscard]] domain::business_day
  day_of(domain::utc_time time) const override;

private:
  const date::time_zone* zone_;
};

} // namespace orderd::app
