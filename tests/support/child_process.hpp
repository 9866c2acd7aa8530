// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace orderd::testing {

/// A program of this machine that a test started. It is killed with the
/// object, and by the kernel with the test.
class child_process {
public:
  /// The command is a path or a name, and arguments; its outputs go into two
  /// files.
  child_process(const std::vector<std::string>& command,
                const std::filesystem::path& output,
                const std::filesystem::path& errors);
  ~child_process();
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  void signal(int number) const;

  /// Its exit code once it has ended, 128 + signal if one ended it; nothing if
  /// it still runs after `limit`.
  std::optional<int> wait_for_end(std::chrono::milliseconds limit);

private:
  pid_t pid_;
  std::optional<int> code_;
};

/// Runs a program to its end; fails the test case, with what it said, if it
/// does not end well. Returns its output.
std::string run_program(const std::vector<std::string>& command);

} // namespace orderd::testing
