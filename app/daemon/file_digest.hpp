// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>

#include <filesystem>
#include <string>

namespace orderd::app {

/// The SHA-256 of a file's content, or a sentence on why it cannot be read.
tl::expected<std::string, std::string>
digest_of_file(const std::filesystem::path& file);

} // namespace orderd::app
