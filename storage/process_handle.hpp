// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <sys/types.h>

namespace orderd::storage {

/// A running process, child or not, that cannot be mistaken for a later one
/// with the same pid.
class process_handle {
public:
  /// Nothing if there is no such process.
  static std::optional<process_handle> open(pid_t pid);

  ~process_handle();
  process_handle(process_handle&& other) noexcept;
  process_handle& operator=(process_handle&& other) noexcept;

  [[nodiscard]] pid_t pid() const noexcept {
    return pid_;
  }

  void signal(int number) const noexcept;

  /// Waits until the process has ended, reaped or not, at most for `limit`.
  /// Returns whether it has.
  [[nodiscard]] bool
  wait_for_end(std::chrono::milliseconds limit) const noexcept;

private:
  process_handle(pid_t pid, int descriptor) noexcept;

  pid_t pid_;
  int descriptor_;
};

} // namespace orderd::storage
