// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/postgres_fixture.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace orderd::testing {

/// Where a connection is to be cut.
struct cut {
  enum class moment {
    before_commit, ///< COMMIT does not reach the server
    after_commit,  ///< COMMIT reaches it, but nobody waits for the answer
    before_reply,  ///< the server has answered COMMIT, and the client never
                   ///< hears of it
    any_message,   ///< before some message of the client passes
  };

  moment when = moment::before_commit;
  int skip = 0; ///< so many COMMITs, or messages, pass before
};

/// A server's Unix socket as seen over a line that breaks on demand. A thread
/// of its own forwards between clients and the server, and understands enough
/// of the protocol to know a COMMIT.
class cutting_proxy {
public:
  /// `url` is that of the server: `host=/directory port=N dbname=...`.
  explicit cutting_proxy(const std::string& url);
  ~cutting_proxy();
  cutting_proxy(const cutting_proxy&) = delete;
  cutting_proxy& operator=(const cutting_proxy&) = delete;

  /// The same database by way of this proxy.
  [[nodiscard]] const std::string& url() const noexcept {
    return url_;
  }

  /// Cuts once.
  void arm(cut where);

  /// How often it has cut.
  [[nodiscard]] int cuts() const noexcept {
    return cuts_;
  }

private:
  struct line;

  void serve();
  void accept_client();
  bool forward_request(line& on);
  bool forward_reply(line& on);
  std::optional<cut::moment> due(bool is_commit);

  temporary_directory directory_;
  std::string url_;
  std::string server_path_;
  int listener_ = -1;
  std::vector<line> lines_;
  std::mutex mutex_;
  std::optional<cut> armed_;
  std::atomic<int> cuts_{0};
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

} // namespace orderd::testing
