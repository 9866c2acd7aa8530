// SPDX-License-Identifier: Apache-2.0
#include "storage/lane_session.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace orderd::storage {
namespace {

using namespace std::chrono_literals;

// Reconnecting waits at least this long, then doubles up to the cap. A local
// server restarts in half a second, so the cap stays small.
constexpr auto first_backoff = 50ms;
constexpr auto longest_backoff = 5'000ms;

// A transaction that still meets conflicts after so many runs has a defect.
constexpr int max_conflicts = 50;
constexpr auto conflict_backoff = 5ms;

constexpr std::string_view lock_not_available = "55P03";

// Waiting threads look at the stop flag this often.
constexpr auto stop_poll = 50ms;

const statement raise_epoch{
    "raise the epoch",
    "UPDATE lane SET epoch = epoch + 1"
    " WHERE lane = $1::int AND connection = $2::int AND holder = $3::bigint"
    " RETURNING epoch, seq"};

const statement take_lane_lock{
    "take the lane's lock",
    "SELECT pg_try_advisory_lock(hashtext(current_schema()), $1::int)"};

// A backend whose client is gone may not know that for hours.
const statement end_own_backend{
    "end the lost connection",
    "SELECT pg_terminate_backend(l.pid) FROM pg_locks l"
    " JOIN lane ON lane.lane = $1::int AND lane.connection = $2::int"
    "  AND lane.holder = $3::bigint"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2"
    "  AND l.database = (SELECT oid FROM pg_database"
    "   WHERE datname = current_database())"
    "  AND l.classid::bigint"
    "   = hashtext(current_schema())::bigint & 4294967295"
    "  AND l.objid::bigint = $1::int AND l.pid = $4::int"};

const statement own_holder{
    "find the lane's holder",
    "SELECT FROM lane WHERE lane = $1::int AND connection = $2::int"
    " AND holder = $3::bigint"};

// What was answered as done must survive a crash, so a server that promises
// less by default is asked for more.
constexpr auto keep_promises =
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') IN ('off', 'local')";

// Only the connection with number 0 holds the lock that a standby waits for.
constexpr int lock_holder = 0;

} // namespace

lane_session::lane_session(connect_options options, lane_place place,
                           session_hooks hooks, stop_flag stop)
    : options_(std::move(options)),
      place_(place),
      hooks_(std::move(hooks)),
      stop_(std::move(stop)),
      jitter_(std::random_device{}()) {}

void lane_session::adopt(connection claimed) {
  backend_ = PQbackendPID(claimed.native());
  connection_.emplace(std::move(claimed));
  try {
    connection_->execute_script(keep_promises, "set up the session");
  } catch (const error& failed) {
    lose(failed.what());
  }
}

commit_mark lane_session::run(std::string_view what,
                              const std::function<void(transaction&)>& body) {
  for (int conflicts = 0;;) {
    transaction tx{on(), place_};
    try {
      body(tx);
      if (!tx.begun() || commit(tx)) {
        losses_ = 0;
        return {place_.connection, place_.seq};
      }
    } catch (const error& failed) {
      recover(what, failed, conflicts);
    } catch (...) {
      roll_back();
      throw;
    }
  }
}

void lane_session::try_out(const std::function<void(transaction&)>& body) {
  for (int conflicts = 0;;) {
    transaction tx{on(), place_};
    try {
      body(tx);
      roll_back();
      losses_ = 0;
      return;
    } catch (const error& failed) {
      recover("try a transaction out", failed, conflicts);
    } catch (...) {
      roll_back();
      throw;
    }
  }
}

// Makes the session ready for another run after a failed one, or throws the
// failure on.
void lane_session::recover(std::string_view what, const error& failed,
                           int& conflicts) {
  if (failed.kind() == error_kind::unavailable) {
    lose(failed.what());
    return;
  }
  roll_back();
  if (failed.kind() != error_kind::retry)
    throw failed; // NOLINT(cert-err60-cpp): out of memory ends us either way
  // Whoever holds a lock for long (an index that is built, a person in psql)
  // lets go of it some day: waiting is no conflict.
  const bool waited = failed.sqlstate() == lock_not_available;
  if (waited && stop_->load())
    throw error(error_kind::unavailable,
                "the daemon stops while it waits for a lock");
  if (!waited && ++conflicts == max_conflicts)
    throw error(error_kind::internal,
                "gave up to " + std::string(what) + " after " +
                    std::to_string(conflicts) + " conflicts: " + failed.what());
  wait(conflict_backoff * std::max(conflicts, 1));
}

// Any error or notice on COMMIT leaves the outcome open; only the lane row,
// read behind a raised epoch, tells it.
bool lane_session::commit(transaction& tx) {
  const auto seq = place_.seq + 1;
  bool certain = false;
  std::string reason = "the server gave a notice on COMMIT";
  tx.on().take_notice();
  try {
    const auto answer = tx.on().execute_script("COMMIT", "commit");
    certain = !tx.on().take_notice() && answer.command_tag() == "COMMIT";
  } catch (const error& failed) {
    reason = failed.what();
  }
  if (!certain) {
    lose(reason);
    return find_outcome(seq) == outcome::committed;
  }
  place_.seq = seq;
  return true;
}

lane_session::outcome lane_session::find_outcome(std::int64_t seq) {
  connect();
  return place_.seq == seq ? outcome::committed : outcome::rolled_back;
}

connection& lane_session::on() {
  if (!connection_)
    connect();
  return *connection_;
}

void lane_session::connect() {
  auto backoff = std::chrono::milliseconds{first_backoff};
  // A connection that is lost again and again, as on a full disk, is not
  // worth a busy loop.
  for (int i = 2; i <= losses_; ++i) {
    if (i == losses_)
      wait(backoff);
    backoff = std::min<std::chrono::milliseconds>(backoff * 2, longest_backoff);
  }
  while (!connection_) {
    if (stop_->load())
      throw error(error_kind::unavailable,
                  "the daemon stops while its database is away");
    try {
      if (hooks_.before_connect)
        hooks_.before_connect();
      reopen();
    } catch (const error& failed) {
      connection_.reset();
      if (failed.kind() == error_kind::fenced)
        throw;
      if (hooks_.health)
        hooks_.health(false, failed.what());
      wait(backoff);
      backoff =
          std::min<std::chrono::milliseconds>(backoff * 2, longest_backoff);
    }
  }
  if (hooks_.health)
    hooks_.health(true, {});
}

// Committed synchronously before anything is read, so that no older holder
// can write after what we see here. The row's lock waits for a backend of a
// killed predecessor that is still finishing.
void lane_session::reopen() {
  connection_.emplace(options_);
  connection_->execute_script(keep_promises, "set up the session");
  if (place_.connection == lock_holder)
    take_lock();
  params with;
  with.add_int32(place_.lane).add_int32(place_.connection).add(place_.holder);
  connection_->execute_script("BEGIN ISOLATION LEVEL READ COMMITTED;"
                              "SET LOCAL synchronous_commit = on",
                              "begin");
  const auto row = connection_->execute(raise_epoch, with);
  if (row.rows() != 1)
    throw fenced_off(place_);
  const auto epoch = row.int64(0, 0);
  const auto seq = row.int64(0, 1);
  connection_->take_notice();
  connection_->execute_script("COMMIT", "commit the epoch");
  if (const auto notice = connection_->take_notice())
    throw error(error_kind::unavailable,
                "cannot commit the epoch for certain: " + *notice);
  place_.epoch = epoch;
  place_.seq = seq;
}

// Held by the session as long as it is connected; a standby waits for it.
void lane_session::take_lock() {
  params lane;
  lane.add_int32(place_.lane);
  if (connection_->execute(take_lane_lock, lane).boolean(0, 0)) {
    backend_ = PQbackendPID(connection_->native());
    return;
  }
  params own;
  own.add_int32(place_.lane).add_int32(place_.connection).add(place_.holder);
  if (connection_->execute(own_holder, own).rows() != 1)
    throw fenced_off(place_);
  own.add_int32(backend_);
  connection_->execute(end_own_backend, own);
  throw error(error_kind::unavailable,
              "another connection holds lane " + std::to_string(place_.lane));
}

void lane_session::wait(std::chrono::milliseconds at_most) {
  std::uniform_int_distribution<std::int64_t> spread{at_most.count() / 2,
                                                     at_most.count()};
  const auto until = std::chrono::steady_clock::now() +
                     std::chrono::milliseconds{spread(jitter_)};
  while (!stop_->load()) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= until)
      return;
    std::this_thread::sleep_for(
        std::min<std::chrono::nanoseconds>(stop_poll, until - now));
  }
}

void lane_session::lose(const std::string& reason) {
  connection_.reset();
  losses_ = std::min(losses_ + 1, max_conflicts);
  if (hooks_.health)
    hooks_.health(false, reason);
}

void lane_session::roll_back() noexcept {
  if (!connection_ || !connection_->in_transaction())
    return;
  try {
    connection_->execute_script("ROLLBACK", "roll back");
  } catch (const error& failed) {
    lose(failed.what());
  }
}

} // namespace orderd::storage
