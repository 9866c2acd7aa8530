// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/hot_folder.hpp"
#include "app/daemon/posix_file.hpp"

/// The bytes of claimed files. Failures are thrown as file_error.
namespace orderd::app {

/// A reader of a regular file.
std::unique_ptr<actors::spool_reader> open_reader(const folder& dir,
                                                  const std::string& name);

/// Refuses a descriptor of anything but a regular file.
struct stat must_be_regular(int descriptor, const std::string& attempt);

/// Copies all of a regular file, from its first byte on, whatever its reading
/// position, which stays as it is. Refuses a file that changes meanwhile.
/// `name` and `copy` are for errors alone.
void copy_content(int from, int to, const std::string& name,
                  const std::string& copy);

} // namespace orderd::app
