// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/keys.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace orderd::config {

/// A value as a file holds it, before it is known whether the key takes it.
/// `monostate` is a value of a type that no key takes.
using raw_value = std::variant<std::monostate, bool, std::int64_t, double,
                               std::string, std::vector<std::string>>;

/// What values of this kind look like: `a whole number from 1 to 16`.
std::string expectation(const key_kind& kind);

/// Reads the value of a variable or flag as the kind would stand in a file; a
/// list is separated by commas. Text that does not fit stays text.
raw_value parse_text(const key_kind& kind, std::string_view text);

/// Stores the value; or leaves the configuration as it was and says what is
/// wrong, in a sentence that begins with `expected`.
std::optional<std::string> store(configuration& into, const key_kind& kind,
                                 const raw_value& value);

} // namespace orderd::config
