// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "config/values.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// The keys of a section [source.NAME], which have no place in the table of
/// keys since their section's name is the operator's.
namespace orderd::config {

std::span<const std::string_view> source_keys();
bool is_source_key(std::string_view name);

/// The key that `name` was probably meant to be, or empty.
std::string nearest_source_key(std::string_view name);

/// See `store` for what is returned. The key is one of `source_keys`.
std::optional<std::string> store_in_source(source_options& into,
                                           std::string_view key,
                                           const raw_value& value);

/// The same for the value of a variable.
std::optional<std::string> store_text_in_source(source_options& into,
                                                std::string_view key,
                                                std::string_view text);

} // namespace orderd::config
