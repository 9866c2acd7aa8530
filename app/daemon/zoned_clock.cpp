// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/zoned_clock.hpp"

#include <date/tz.h>

namespace orderd::app {

zoned_clock::zoned_clock(const std::string& zone_name)
    : zone_(date::locate_zone(zone_name)) {}

domain::utc_time zoned_clock::now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now());
}

domain::business_day zoned_clock::day_of(domain::utc_time time) const {
  const auto local = zone_->to_local(time);
  const auto days = date::floor<date::days>(local).time_since_epoch();
  return domain::business_day{std::chrono::days{days.count()}};
}

} // namespace orderd::app
