// SPDX-License-Identifier: Apache-2.0
#include "tests/support/line_server.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace orderd::testing {

namespace {

constexpr int poll_ms = 20;

/// Listens through a descriptor of the folder, so that no path is too long.
int listen_at(const std::string& path) {
  const auto slash = path.rfind('/');
  const auto folder =
      ::open(path.substr(0, slash).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  const auto name =
      "/proc/self/fd/" + std::to_string(folder) + path.substr(slash);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
  const auto made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto failed = ::bind(made, reinterpret_cast<const sockaddr*>(&address),
                             sizeof(address)) != 0 ||
                      ::listen(made, 8) != 0;
  ::close(folder);
  if (failed)
    throw std::runtime_error("cannot listen at " + path);
  return made;
}

/// The start of a file that was passed; the descriptor is closed.
std::string content_of(int descriptor) {
  std::array<char, 4096> bytes;
  const auto got = ::pread(descriptor, bytes.data(), bytes.size(), 0);
  ::close(descriptor);
  return {bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

std::optional<std::string> file_in(const msghdr& message) {
  const auto* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS)
    return std::nullopt;
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(header), sizeof(int));
  return content_of(descriptor);
}

} // namespace

line_server::line_server(const std::string& path, responder respond)
    : path_(path),
      respond_(std::move(respond)),
      listener_(listen_at(path)),
      thread_([this] { serve(); }) {}

line_server::~line_server() {
  stop_ = true;
  thread_.join();
  ::close(listener_);
  ::unlink(path_.c_str());
}

std::vector<std::string> line_server::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

void line_server::serve() {
  while (!stop_) {
    pollfd entry{listener_, POLLIN, 0};
    if (::poll(&entry, 1, poll_ms) <= 0)
      continue;
    const auto client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    serve_client(client);
    ::close(client);
  }
}

void line_server::serve_client(int client) {
  std::string buffer;
  std::optional<std::string> file;
  while (!stop_) {
    pollfd entry{client, POLLIN, 0};
    if (::poll(&entry, 1, poll_ms) <= 0)
      continue;
    std::array<char, 4096> bytes;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    iovec part{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto got = ::recvmsg(client, &message, MSG_CMSG_CLOEXEC);
    if (got <= 0)
      return;
    if (auto passed = file_in(message))
      file = std::move(passed);
    buffer.append(bytes.data(), static_cast<std::size_t>(got));
    const auto end = buffer.find('\n');
    if (end == std::string::npos)
      continue;
    const auto line = buffer.substr(0, end);
    buffer.erase(0, end + 1);
    {
      const std::lock_guard lock(mutex_);
      lines_.push_back(line);
    }
    const auto answer = respond_(line, std::exchange(file, std::nullopt));
    if (!answer)
      return;
    const auto text = *answer + "\n";
    ::send(client, text.data(), text.size(), MSG_NOSIGNAL);
  }
}

} // namespace orderd::testing
