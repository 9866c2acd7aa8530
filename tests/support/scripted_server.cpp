// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace orderd::testing {
namespace {

constexpr int poll_ms = 20;

int bind_anywhere() {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (made < 0 || ::bind(made, reinterpret_cast<const sockaddr*>(&address),
                         sizeof(address)) != 0)
    throw std::runtime_error("cannot bind a socket of a test");
  return made;
}

int port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

/// Whether there is something to read, or the end of it.
bool readable(int socket) {
  pollfd entry{socket, POLLIN, 0};
  return ::poll(&entry, 1, poll_ms) > 0;
}

} // namespace

peer::peer(int socket, const std::atomic<bool>& stop)
    : socket_(socket), stop_(stop), tls_(nullptr, &SSL_free) {}

peer::~peer() {
  ::close(socket_);
}

bool peer::start_tls(ssl_ctx_st* context) {
  tls_.reset(SSL_new(context));
  SSL_set_fd(tls_.get(), socket_);
  buffer_.clear();
  return SSL_accept(tls_.get()) == 1;
}

bool peer::say(std::string_view text) {
  while (!text.empty() && !stop_) {
    const auto sent =
        tls_ ? SSL_write(tls_.get(), text.data(), static_cast<int>(text.size()))
             : ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0)
      return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return text.empty();
}

std::optional<std::string> peer::line() {
  for (;;) {
    if (const auto end = buffer_.find('\n'); end != std::string::npos) {
      auto line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      if (line.ends_with('\r'))
        line.pop_back();
      return line;
    }
    if (!fill())
      return std::nullopt;
  }
}

std::optional<std::string> peer::bytes(std::size_t count) {
  while (buffer_.size() < count)
    if (!fill())
      return std::nullopt;
  auto result = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return result;
}

void peer::hang() {
  pollfd entry{socket_, POLLRDHUP, 0};
  while (!stop_ && ::poll(&entry, 1, poll_ms) == 0)
    continue;
}

bool peer::fill() {
  std::array<char, 4096> bytes{};
  const auto got = receive(bytes.data(), bytes.size());
  if (got <= 0)
    return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  return true;
}

long peer::receive(char* into, std::size_t room) {
  const bool held = tls_ && SSL_pending(tls_.get()) > 0;
  while (!held && !readable(socket_))
    if (stop_)
      return 0;
  return tls_ ? SSL_read(tls_.get(), into, static_cast<int>(room))
              : ::recv(socket_, into, room, 0);
}

scripted_server::scripted_server(serving serve)
    : serve_(std::move(serve)), listener_(bind_anywhere()) {
  // OpenSSL writes to clients that have left.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  port_ = port_of(listener_);
  ::listen(listener_, 64);
  thread_ = std::thread{[this] { accept_clients(); }};
}

scripted_server::~scripted_server() {
  stop_ = true;
  thread_.join();
  ::close(listener_);
}

void scripted_server::accept_clients() {
  while (!stop_) {
    if (!readable(listener_))
      continue;
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0)
      continue;
    clients_.emplace_back([this, socket, number = ++connections_] {
      peer client{socket, stop_};
      serve_(client, number);
    });
  }
  for (auto& client : clients_)
    client.join();
}

int dead_port() {
  const int socket = bind_anywhere();
  const int port = port_of(socket);
  ::close(socket);
  return port;
}

} // namespace orderd::testing
