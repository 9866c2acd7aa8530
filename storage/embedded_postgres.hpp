// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres_cluster.hpp"
#include "storage/process_handle.hpp"

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <sys/types.h>

namespace orderd::storage {

class connection;

/// The private PostgreSQL of a state directory: made once, started before and
/// stopped after the daemon. A server that a killed daemon left behind is
/// taken over after its system identifier and data directory were compared
/// with the cluster's own; a pid in a file is never trusted.
///
/// The destructor leaves the server running, as a crash would. Not
/// thread-safe.
class embedded_postgres {
public:
  /// How long a server that stopped by itself is left to whoever stopped it
  /// before it is started again.
  static constexpr std::chrono::milliseconds restart_grace{2000};

  /// Touches no server yet. Throws `error` with kind `misconfigured` as
  /// `postgres_cluster` does.
  explicit embedded_postgres(embedded_postgres_options options);
  ~embedded_postgres();
  embedded_postgres(const embedded_postgres&) = delete;
  embedded_postgres& operator=(const embedded_postgres&) = delete;

  /// Makes the cluster if it is missing, takes over or starts its server, and
  /// makes the database. Returns when connections are accepted. Throws `error`
  /// if that fails, lasts longer than the limit, or `stop` is requested.
  void start(std::stop_token stop = {});

  /// Ends the server: open transactions are rolled back, and a checkpoint is
  /// written so that the next start is quick; when that lasts too long, at
  /// once. Does nothing if no server of this cluster runs.
  void stop();

  /// Whether the server that was started or taken over still lives. Costs one
  /// system call.
  [[nodiscard]] bool running() const noexcept;

  /// To be called now and then (each second): one short step towards a running
  /// server, which takes over one that somebody else started, and starts it
  /// after `restart_grace`. Returns whether it accepts connections. Throws
  /// `error` after several starts failed in a row; calling again tries again.
  bool ensure_running();

  /// The connection string of orderd's database. Valid after `start`.
  [[nodiscard]] std::string url() const;

  /// The server's process, 0 if none is known to run.
  [[nodiscard]] pid_t server_pid() const noexcept;

private:
  using clock = std::chrono::steady_clock;

  enum class presence { none, answering, verified };

  bool advance();
  presence probe();
  bool is_ours(connection& conn, const std::string& identifier) const;
  bool take_over(connection& conn);
  void make_database(connection& conn) const;
  void spawn();
  void forget_server();
  void note_failed_start(int status);
  bool pid_file_is_live() const;
  bool says_starting() const;
  std::string conninfo(const std::string& database) const;

  postgres_cluster cluster_;
  std::optional<process_handle> server_; ///< verified to be this cluster's
  std::optional<pid_t> child_; ///< started by us, perhaps still starting
  std::string socket_dir_;
  int port_ = 0;
  int failed_starts_ = 0;
  clock::time_point next_spawn_{};
  clock::time_point next_prune_{};
};

} // namespace orderd::storage
