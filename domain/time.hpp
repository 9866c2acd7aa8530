// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace orderd::domain {

/// A point in time, UTC, at PostgreSQL's resolution.
using utc_time = std::chrono::sys_time<std::chrono::microseconds>;

/// A calendar day in the configured time zone.
using business_day = std::chrono::sys_days;

/// `2026-11-24T05:58:14.123456Z`; whole seconds are written without fraction.
std::string format_time(utc_time time);

/// Reads what `format_time` writes, and plain `2026-11-24` as its midnight;
/// nothing for anything else.
std::optional<utc_time> parse_time(std::string_view text);

/// `2026-11-24`.
std::string format_day(business_day day);

/// Reads `2026-11-24`; nothing for anything else, such as 2026-02-30.
std::optional<business_day> parse_day(std::string_view text);

} // namespace orderd::domain
