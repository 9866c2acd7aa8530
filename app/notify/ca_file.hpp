// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace orderd::app {

/// Throws std::runtime_error, which names the file, if it cannot be read or
/// holds no certificate in PEM, or a broken one.
void check_ca_file(const std::string& path);

} // namespace orderd::app
