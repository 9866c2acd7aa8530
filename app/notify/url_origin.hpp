// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace orderd::app {

/// Scheme, host and port of a URL: what of it may be shown. The rest, such as
/// a token in the path or the query, may be a secret.
std::string url_origin(std::string_view url);

} // namespace orderd::app
