// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/child_process.hpp"
#include "storage/postgres_programs.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace orderd::storage {

/// How to run the private PostgreSQL. The daemon sets `state_dir` alone.
struct embedded_postgres_options {
  /// The cluster lives in its sub-folder `postgres`.
  std::filesystem::path state_dir;
  /// Where the server programs are; empty: the newest installed ones.
  std::filesystem::path bin_dir;
  /// How long a start may take, with the recovery after a crash.
  std::chrono::milliseconds start_limit{300'000};
  /// How long a fast stop, which writes a checkpoint, may take.
  std::chrono::milliseconds stop_limit{60'000};

  /// For tests alone: settings that override orderd's, such as fsync.
  std::vector<std::pair<std::string, std::string>> settings;
  /// For tests alone: the account that the server runs as.
  std::optional<account> run_as;
  /// For tests alone: the server ends when the starting thread does.
  bool end_with_parent = false;
  /// Who runs this process; PostgreSQL refuses root.
  uid_t effective_uid = ::geteuid();
};

/// Throws `misconfigured` if the server would run as root. To be asked before
/// anything is made: what root made is in the way of the user who comes next.
void refuse_root(const embedded_postgres_options& options);

/// What a running server wrote into `postmaster.pid`. Only a hint: the pid may
/// by now be anybody's.
struct postmaster_file {
  pid_t pid = 0;
  int port = 0;
  std::string socket_dir; ///< empty while the server is only starting
  std::string status;     ///< `starting`, `ready`, `stopping`, or empty
};

/// The files of the private cluster: data, settings, log and socket. Knows
/// nothing of the running server.
class postgres_cluster {
public:
  /// Throws `misconfigured` if PostgreSQL refuses this user, is not installed,
  /// or has another major version than the cluster.
  explicit postgres_cluster(embedded_postgres_options options);

  /// Makes the cluster if it is not there, and writes its settings. A crash
  /// at any moment leaves either no cluster or a whole one.
  void prepare();

  /// What is in `postmaster.pid`, if there is one.
  [[nodiscard]] std::optional<postmaster_file> read_postmaster_file() const;

  /// The cluster's own identity, as pg_controldata prints it.
  [[nodiscard]] std::string system_identifier() const;

  /// The command that runs the server in the foreground.
  [[nodiscard]] program server_program() const;

  /// What the server said last before it failed.
  [[nodiscard]] std::string last_words() const;

  /// Deletes the oldest log files beyond the number that is kept.
  void prune_logs() const;

  [[nodiscard]] std::filesystem::path data_dir() const {
    return home_ / "data";
  }

  [[nodiscard]] const embedded_postgres_options& options() const noexcept {
    return options_;
  }

private:
  void make_directory(const std::filesystem::path& dir) const;
  void initialize();
  void run_initdb(const std::filesystem::path& into) const;
  void write_settings(const std::filesystem::path& into) const;
  void write_file(const std::filesystem::path& file,
                  const std::string& text) const;
  [[nodiscard]] std::filesystem::path output_file() const;

  embedded_postgres_options options_;
  std::filesystem::path home_;
  postgres_programs programs_;
};

/// Where the server's socket goes: into `home` if the path fits into a socket
/// address and is safe in a connection string, else into a private directory
/// named after a hash of `home` under `runtime_dir` (may be empty) or /tmp.
std::filesystem::path socket_dir_for(const std::filesystem::path& home,
                                     const std::filesystem::path& runtime_dir,
                                     uid_t owner);

} // namespace orderd::storage
