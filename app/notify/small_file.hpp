// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace orderd::app {

/// All of a file that an operator wrote. Throws std::runtime_error, which
/// names it, if it cannot be read or is larger than such files are.
std::string read_small_file(const std::string& path);

} // namespace orderd::app
