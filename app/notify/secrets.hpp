// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

/// Secrets come from files, and never show up in an error.
namespace orderd::app {

/// The first line of the file. Throws std::runtime_error, which names the
/// file, if it cannot be read or the line is empty.
std::string read_password(const std::string& path);

/// The keys that webhooks are signed with, newest first: the file has one or
/// two lines `whsec_` and 24 to 64 bytes in base64; empty lines and those that
/// begin with `#` do not count. Throws like `read_password`.
std::vector<std::string> read_webhook_keys(const std::string& path);

} // namespace orderd::app
