// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"
#include "storage/transaction.hpp"
#include "storage/values.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string_view>

namespace orderd::storage {

/// Lets a blocked session give up: once set, waits for a database that is
/// away end with `unavailable`.
using stop_flag = std::shared_ptr<std::atomic<bool>>;

/// What a session tells its owner, from the session's own thread.
struct session_hooks {
  /// The connection was lost, with the reason, or is back.
  std::function<void(bool connected, const std::string& reason)> health;
  /// Called before each attempt to connect again; may start a server that is
  /// ours. May throw `error`, which counts as a failed attempt.
  std::function<void()> before_connect;
};

/// A write connection that knows what became of each of its transactions
/// (DESIGN 4, Recovery). One thread at a time.
class lane_session {
public:
  lane_session(connect_options options, lane_place place, session_hooks hooks,
               stop_flag stop);

  /// Goes on with the connection that claimed the lane, which holds the
  /// lane's lock; call it before anything else.
  void adopt(connection claimed);

  /// Runs `body` in one transaction and commits it. A body may be run several
  /// times: after conflicts, lost connections and commits that did not take
  /// place. What it does outside the database must be the same each time.
  /// Returns once the transaction is known to be committed.
  commit_mark run(std::string_view what,
                  const std::function<void(transaction&)>& body);

  /// Runs `body` and rolls its transaction back; for trying statements out.
  void try_out(const std::function<void(transaction&)>& body);

  /// The open connection, connecting as long as it takes.
  connection& on();

  [[nodiscard]] const lane_place& place() const noexcept {
    return place_;
  }

private:
  enum class outcome { committed, rolled_back };

  void connect();
  void reopen();
  void take_lock();
  void wait(std::chrono::milliseconds at_most);
  void lose(const std::string& reason);
  void roll_back() noexcept;
  void recover(std::string_view what, const error& failed, int& conflicts);
  bool commit(transaction& tx);
  outcome find_outcome(std::int64_t seq);

  connect_options options_;
  lane_place place_;
  session_hooks hooks_;
  stop_flag stop_;
  std::optional<connection> connection_;
  int backend_ = 0; ///< the server's process that last held the lane's lock
  int losses_ = 0;  ///< connections lost since the last success
  std::mt19937 jitter_;
};

} // namespace orderd::storage
