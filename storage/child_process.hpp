// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace orderd::storage {

/// Another account that a child process becomes before it starts a program.
struct account {
  uid_t uid;
  gid_t gid;
};

/// A program to start: in its own session, so that a Ctrl-C at the terminal
/// does not reach it, with default signals, none of our descriptors, and an
/// environment without PostgreSQL's variables and locale settings.
struct program {
  std::filesystem::path path;
  std::vector<std::string> arguments;
  /// Added to the environment, `NAME=value`.
  std::vector<std::string> environment;
  /// Where both its outputs go; appended to, created with mode 0600.
  std::filesystem::path output;
  std::optional<account> run_as;
  /// The kernel sends it this signal when the starting thread ends; 0: never.
  int signal_with_parent = 0;
};

/// Starts `what` and returns its process id. The caller waits for it. Throws
/// `error` with kind `misconfigured` if it cannot be started.
pid_t start_program(const program& what);

/// Starts `what` and waits until it ends, at most for `limit`; then it is
/// killed and an `error` of kind `unavailable` thrown. Returns its exit
/// status, 128 + signal if a signal ended it.
int run_program(const program& what, std::chrono::milliseconds limit);

/// The exit status of our child `pid` once it has ended; nothing before. A
/// child that somebody else waited for counts as ended with 0.
std::optional<int> exit_status(pid_t pid);

/// The last `max_bytes` of a text file, from the start of a line; empty if it
/// cannot be read.
std::string tail_of(const std::filesystem::path& file,
                    std::size_t max_bytes = 1500);

} // namespace orderd::storage
