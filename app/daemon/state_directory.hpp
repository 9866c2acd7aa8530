// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/daemon/posix_file.hpp"

#include <sys/types.h>

#include <filesystem>

namespace orderd::app {

/// The state directory is held by another process.
class already_running : public std::runtime_error {
public:
  already_running(const std::filesystem::path& directory, pid_t pid);

  /// The holder's pid; 0 if it did not say.
  [[nodiscard]] pid_t pid() const noexcept {
    return pid_;
  }

private:
  pid_t pid_;
};

/// The state directory, made if missing (mode 0750, as are missing parents)
/// and locked for as long as this lives: `orderd.lock` in it holds the pid.
/// The kernel drops the lock with the process, however it ends; the file
/// stays, and says nothing by itself.
class state_directory {
public:
  /// Throws already_running, or file_error if the directory cannot be used.
  explicit state_directory(const std::filesystem::path& directory);

  /// Absolute, without links.
  [[nodiscard]] const std::filesystem::path& path() const noexcept {
    return path_;
  }

private:
  std::filesystem::path path_;
  unique_fd lock_;
};

} // namespace orderd::app
