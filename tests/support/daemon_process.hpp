// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

/// The built `orderd` as a process of its own.
namespace orderd::testing {

/// How to run the program once.
struct daemon_run {
  std::vector<std::string> arguments;
  std::filesystem::path output; ///< both its outputs; appended to
  /// PostgreSQL refuses root, so that root runs it as somebody else.
  bool as_root = false;
  /// Called in the child, still as the caller's user, before it becomes the
  /// program; false gives up.
  std::function<bool()> prepare;
};

/// A program that was started. It is killed with the object, and by the kernel
/// with the test.
class daemon_process {
public:
  explicit daemon_process(const daemon_run& run);
  ~daemon_process();
  daemon_process(const daemon_process&) = delete;
  daemon_process& operator=(const daemon_process&) = delete;

  [[nodiscard]] pid_t pid() const noexcept {
    return pid_;
  }

  void signal(int number) const;

  /// Its exit code once it has ended, 128 + signal if one ended it; nothing if
  /// it still runs after `limit`.
  std::optional<int> wait_for_end(std::chrono::milliseconds limit);

private:
  pid_t pid_;
  std::optional<int> code_;
};

/// The exit code that `prepare` failing leads to.
inline constexpr int not_prepared = 125;

/// What came of a program that ends by itself.
struct finished_run {
  int code = 0;
  std::string output;
};

/// Runs `orderd` to its end; fails the test case if that takes too long.
finished_run run_daemon(const std::vector<std::string>& arguments,
                        bool as_root = false,
                        std::function<bool()> prepare = {});

/// Ends PostgreSQL's processes that work in a data directory: the server as a
/// crash would, then whatever is left. Returns when they are gone.
void end_server_in(const std::filesystem::path& data_directory);

/// A process of its own that outlives the test and then ends the server in a
/// data directory, if a test is killed; called off with the object.
class server_guard {
public:
  explicit server_guard(std::filesystem::path data_directory);
  ~server_guard();
  server_guard(const server_guard&) = delete;
  server_guard& operator=(const server_guard&) = delete;

private:
  pid_t pid_;
};

} // namespace orderd::testing
