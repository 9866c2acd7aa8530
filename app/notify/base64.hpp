// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace orderd::app {

/// In the alphabet of RFC 4648, padded, on one line.
std::string to_base64(std::string_view bytes);

/// The bytes; nothing for what `to_base64` would not write.
std::optional<std::string> from_base64(std::string_view text);

} // namespace orderd::app
