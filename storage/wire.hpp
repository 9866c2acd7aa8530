// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>

struct pg_conn;
struct pg_result;

namespace orderd::storage {

struct result_clearer {
  void operator()(pg_result* raw) const noexcept;
};

using result_ptr = std::unique_ptr<pg_result, result_clearer>;

/// While it lives, sending on `conn` does not block, so that a server whose
/// answers nobody reads cannot deadlock with a client that is still sending.
class nonblocking {
public:
  explicit nonblocking(pg_conn* conn) noexcept;
  ~nonblocking();
  nonblocking(const nonblocking&) = delete;
  nonblocking& operator=(const nonblocking&) = delete;

private:
  pg_conn* conn_;
};

/// Sends what libpq has buffered, taking in answers meanwhile. False if the
/// server moved nothing for `limit`; 0 is no limit. A lost connection counts
/// as success: the next result tells.
bool flush(pg_conn* conn, std::chrono::milliseconds limit);

/// What `next_result` found.
struct received {
  result_ptr result;      ///< null at the end of a command's results
  bool timed_out = false; ///< nothing came within the limit
};

/// Waits for the next result as PQgetResult does, but at most for `limit`
/// without a byte from the server.
received next_result(pg_conn* conn, std::chrono::milliseconds limit);

} // namespace orderd::storage
