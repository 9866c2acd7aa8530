// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace orderd::storage {

/// The first line of `path`. Throws `error` with kind `misconfigured` if the
/// file cannot be read, is readable or writable by group or others, or holds
/// no password. The text names the file and never its content.
std::string read_password(const std::string& path);

} // namespace orderd::storage
