// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/ctl/connection.hpp"
#include "app/ctl/table.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace orderd::ctl {

/// A field as text that is harmless for a terminal: `-` for null and for one
/// that is not there, `yes` or `no` for a flag.
std::string field(const document& from, std::string_view name,
                  std::size_t limit = 60);

/// A number or a decimal with its thousands set apart.
std::string number(const document& from, std::string_view name);

/// An amount with its currency, which stands beside it in the document.
std::string money(const document& from, std::string_view name);

/// A decimal as a number, exact enough to draw it; 0 if there is none.
double decimal(const document& from, std::string_view name);

/// A time as people read it: `2026-11-24 05:58:14`.
std::string moment(const document& from, std::string_view name);

/// A status word in its tone.
cell status_cell(const document& from, std::string_view name);

/// Where a refund stands; a dead one needs a person.
cell refund_status(const document& refund);

/// The value of a whole number; 0 if there is none.
std::int64_t count(const document& from, std::string_view name);

/// The object or array of this name; an empty one if there is none.
const document& part(const document& from, std::string_view name);

/// The line that says how to see the next page; empty on the last one.
std::string more_line(const document& page);

} // namespace orderd::ctl
