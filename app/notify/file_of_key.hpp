// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace orderd::app {

/// A file that the configuration names cannot be used. The text begins with
/// the key that names it. It is the operator who has to mend this: to try
/// again changes nothing.
class unusable_file : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// What `read` makes of the file of `key`, such as `notify.templates`. Throws
/// unusable_file where `read` throws std::runtime_error.
template <class Read>
auto file_of_key(const std::string& key, Read read) {
  try {
    return read();
  } catch (const std::runtime_error& failed) {
    throw unusable_file(key + ": " + failed.what());
  }
}

} // namespace orderd::app
