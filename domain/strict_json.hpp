// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace orderd::domain {

/// A JSON document from outside. Errors (a sentence): not JSON, nested deeper
/// than `limits::json_depth`, an object that has a key twice. Deep input costs
/// no stack.
tl::expected<nlohmann::json, std::string>
parse_strict_json(std::string_view text);

/// What the JSON parser says, without its own prefix, and harmless to show.
std::string json_error_text(std::string_view what);

} // namespace orderd::domain
