// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/daemon/control_socket.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cstring>
#include <span>
#include <stdexcept>
#include <string>

namespace orderd::app {

/// A client of the control socket that waits with a limit.
class socket_client {
public:
  explicit socket_client(const std::filesystem::path& directory)
      : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto folder = open_root(directory);
    const auto address =
        control_address(folder, directory / control_socket_name);
    if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address),
                  sizeof address) != 0)
      throw file_error("connect to the control socket");
  }

  /// Sends all of it; false once the daemon has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent =
          ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0)
        return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// Sends it in one message that carries descriptors.
  void send_with(std::string_view bytes, std::span<const int> descriptors) {
    iovec from{const_cast<char*>(bytes.data()), bytes.size()};
    std::string control(CMSG_SPACE(descriptors.size_bytes()), '\0');
    msghdr message{};
    message.msg_iov = &from;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    auto* part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(part), descriptors.data(), descriptors.size_bytes());
    if (::sendmsg(fd_.get(), &message, MSG_NOSIGNAL) !=
        static_cast<ssize_t>(bytes.size()))
      throw file_error("send descriptors");
  }

  void end_sending() {
    ::shutdown(fd_.get(), SHUT_WR);
  }

  /// The next line without its line feed; `(closed)` when there is no more.
  std::string read_line() {
    for (;;) {
      const auto end = input_.find('\n');
      if (end != std::string::npos) {
        auto line = input_.substr(0, end);
        input_.erase(0, end + 1);
        return line;
      }
      char bytes[65536];
      await_input();
      const auto got = ::recv(fd_.get(), bytes, sizeof bytes, 0);
      if (got <= 0)
        return "(closed)";
      input_.append(bytes, static_cast<std::size_t>(got));
    }
  }

  /// Whether a line is there already.
  [[nodiscard]] bool has_input() const {
    pollfd one{fd_.get(), POLLIN, 0};
    return ::poll(&one, 1, 0) > 0;
  }

  /// Waits until there is something to read.
  void await_input() const {
    pollfd one{fd_.get(), POLLIN, 0};
    if (::poll(&one, 1, wait_ms) <= 0)
      throw std::runtime_error("the daemon sent nothing in time");
  }

  void close() {
    fd_.reset();
  }

private:
  static constexpr int wait_ms = 20'000;

  unique_fd fd_;
  std::string input_;
};

} // namespace orderd::app
