// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_st;
struct ssl_ctx_st;

namespace orderd::testing {

/// One connection as a test's server sees it. A call that waits gives up when
/// the server is destroyed.
class peer {
public:
  peer(int socket, const std::atomic<bool>& stop);
  ~peer();
  peer(const peer&) = delete;
  peer& operator=(const peer&) = delete;

  /// Whether the client shook hands.
  bool start_tls(ssl_ctx_st* context);
  /// Whether it was taken.
  bool say(std::string_view text);
  /// Without its line end; nothing at the end of the connection.
  std::optional<std::string> line();
  std::optional<std::string> bytes(std::size_t count);
  /// Waits until the client leaves, and reads nothing it says.
  void hang();

private:
  bool fill();
  long receive(char* into, std::size_t room);

  int socket_;
  const std::atomic<bool>& stop_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> tls_;
  std::string buffer_;
};

/// A TCP server of this machine whose every word a test writes. Each
/// connection has a thread of its own, and ends when `serve` returns.
class scripted_server {
public:
  /// `connection` counts from 1.
  using serving = std::function<void(peer& client, int connection)>;

  explicit scripted_server(serving serve);
  ~scripted_server();
  scripted_server(const scripted_server&) = delete;
  scripted_server& operator=(const scripted_server&) = delete;

  /// `127.0.0.1:PORT`.
  [[nodiscard]] std::string address() const {
    return "127.0.0.1:" + std::to_string(port_);
  }

  [[nodiscard]] int port() const noexcept {
    return port_;
  }

  [[nodiscard]] int connections() const noexcept {
    return connections_;
  }

private:
  void accept_clients();

  serving serve_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<bool> stop_{false};
  std::vector<std::thread> clients_; ///< of the accepting thread alone
  std::thread thread_;
};

/// A port of this machine where nobody listens.
int dead_port();

} // namespace orderd::testing
