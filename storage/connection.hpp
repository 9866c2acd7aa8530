// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/error.hpp"
#include "storage/params.hpp"
#include "storage/result.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

struct pg_conn;

namespace orderd::storage {

/// How to reach the database. Holds no password: that is read from
/// `password_file` at each connect.
struct connect_options {
  /// libpq conninfo or URL, without a password.
  std::string url;
  /// File whose first line is the password; empty for none.
  std::string password_file;
  /// The schema that unqualified names mean.
  std::string schema = "orderd";
  std::chrono::seconds connect_timeout{5};
  /// The server ends a statement that takes longer; 0 for no limit.
  std::chrono::milliseconds statement_timeout{60'000};
  /// Packets unanswered for this long end the connection.
  std::chrono::milliseconds tcp_user_timeout{15'000};
  /// Whether this connection writes orders: its plans then take indexes and
  /// nested loops, whatever the statistics of the moment say.
  bool writer = false;
};

/// `options` as one conninfo text that psql takes: it opens the same database
/// with the schema in the search path, and holds no password.
std::string public_conninfo(const connect_options& options);

/// A statement with a fixed text. It is prepared once a connection, under
/// `name`, when it is first used.
struct statement {
  const char* name;
  const char* sql;
};

/// One open libpq connection, always usable while the object lives: a failed
/// connect throws, a lost connection makes every later call throw
/// `error_kind::unavailable`. Not thread-safe. All results are in text format.
class connection {
public:
  /// Connects and sets up the session (search_path, UTC, timeouts, plan
  /// settings). Throws `error` with kind `unavailable` or `misconfigured`.
  explicit connection(const connect_options& options);
  ~connection();
  connection(connection&&) noexcept;
  connection& operator=(connection&&) noexcept;

  /// Runs one prepared statement and returns its rows.
  result execute(const statement& what, const params& with = {});

  /// Runs a text of one or more statements without parameters: migrations,
  /// BEGIN and the like. Returns the last result.
  result execute_script(std::string_view sql, std::string_view what);

  /// Sends all the statements in one go (pipeline mode, one implicit sync at
  /// the end) and returns their results in order. The first failed statement
  /// throws its error; the rest were not run. Statements before it are undone
  /// only if they are inside a transaction that the caller rolls back.
  std::vector<result>
  execute_pipeline(const std::vector<std::pair<const statement*, params>>& all);

  /// The last notice or warning since the previous call, if there was one. One
  /// on COMMIT means that its outcome is unknown.
  std::optional<std::string> take_notice();

  /// Sets how long a statement may take from now on; 0 for no limit.
  void limit_statements(std::chrono::milliseconds limit);

  /// Whether a transaction is open or failed on this connection.
  [[nodiscard]] bool in_transaction() const noexcept;

  /// Whether libpq still holds the connection for good.
  [[nodiscard]] bool alive() const noexcept;

  /// libpq's handle, for COPY and other special uses inside storage/.
  [[nodiscard]] pg_conn* native() const noexcept {
    return conn_.get();
  }

private:
  struct closer {
    void operator()(pg_conn* conn) const noexcept;
  };

  struct call {
    const statement* what;
    const params* with;
  };

  /// What the server holds under a statement's name.
  struct prepared_statement {
    const char* sql;
    std::vector<unsigned> types;
  };

  /// One message of a pipeline whose answer is still to come.
  struct sent {
    const statement* what;
    bool preparation;
  };

  std::vector<result> run(std::span<const call> calls);
  void send_all(std::span<const call> calls, std::vector<sent>& pending);
  void send(const call& one, std::vector<sent>& pending);
  bool needs_preparation(const call& one);
  std::vector<result> receive(const std::vector<sent>& pending);
  std::optional<error> finish_pipeline(std::string_view what);
  void require_alive(std::string_view what) const;
  [[noreturn]] void give_up(std::string_view what);

  std::unique_ptr<pg_conn, closer> conn_;
  std::unordered_map<std::string, prepared_statement> prepared_;
  std::unique_ptr<std::optional<std::string>> notice_;
  std::chrono::milliseconds answer_limit_{};
  bool broken_ = false;
};

} // namespace orderd::storage
