// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace orderd::testing {

/// A control socket whose every answer a test writes. Clients are served one
/// after the other, on a thread of its own.
class line_server {
public:
  /// Gives the answer to one line, or nothing to close the connection.
  /// Called on the server's thread.
  using responder = std::function<std::optional<std::string>(
      const std::string& line, std::optional<std::string> file_content)>;

  /// Listens at `path`, of any length, until it is destroyed.
  line_server(const std::string& path, responder respond);
  ~line_server();
  line_server(const line_server&) = delete;
  line_server& operator=(const line_server&) = delete;

  /// The lines so far.
  [[nodiscard]] std::vector<std::string> lines() const;

private:
  void serve();
  void serve_client(int client);

  std::string path_;
  responder respond_;
  int listener_ = -1;
  std::atomic<bool> stop_ = false;
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
  std::thread thread_;
};

} // namespace orderd::testing
