// SPDX-License-Identifier: Apache-2.0
#include "storage/wire.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <cerrno>
#include <poll.h>

namespace orderd::storage {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

enum class readiness { timed_out, readable, writable_only };

readiness wait_for(PGconn* conn, short events, milliseconds limit) {
  const auto deadline = steady_clock::now() + limit;
  for (;;) {
    auto left = milliseconds{-1};
    if (limit.count() > 0)
      left = std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(
                                           deadline - steady_clock::now()));
    pollfd socket{PQsocket(conn), events, 0};
    const auto ready = ::poll(&socket, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR)
      continue;
    if (ready == 0)
      return readiness::timed_out;
    // An error of the socket is left to libpq, which finds it by reading.
    return socket.revents == POLLOUT ? readiness::writable_only
                                     : readiness::readable;
  }
}

} // namespace

void result_clearer::operator()(pg_result* raw) const noexcept {
  PQclear(raw);
}

nonblocking::nonblocking(pg_conn* conn) noexcept : conn_(conn) {
  PQsetnonblocking(conn_, 1);
}

nonblocking::~nonblocking() {
  PQsetnonblocking(conn_, 0);
}

bool flush(pg_conn* conn, milliseconds limit) {
  while (PQflush(conn) == 1) {
    const auto ready = wait_for(conn, POLLIN | POLLOUT, limit);
    if (ready == readiness::timed_out)
      return false;
    if (ready == readiness::readable && PQconsumeInput(conn) == 0)
      return true;
  }
  return true;
}

received next_result(pg_conn* conn, milliseconds limit) {
  while (PQisBusy(conn) == 1) {
    if (wait_for(conn, POLLIN, limit) == readiness::timed_out)
      return {nullptr, true};
    // What arrived before the connection broke, such as the reason of its
    // end, is still in libpq's buffer for PQgetResult.
    if (PQconsumeInput(conn) == 0)
      break;
  }
  return {result_ptr{PQgetResult(conn)}, false};
}

} // namespace orderd::storage
