// SPDX-License-Identifier: Apache-2.0
#include "tests/support/cutting_proxy.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace orderd::testing {

namespace {

constexpr int poll_ms = 20;
constexpr std::size_t length_bytes = 4;
constexpr std::string_view commit_text{"COMMIT\0", 7};

std::string value_of(const std::string& url, std::string_view key) {
  const auto at = url.find(std::string(key) + "=");
  if (at == std::string::npos)
    throw std::runtime_error("no " + std::string(key) + " in " + url);
  auto from = at + key.size() + 1;
  const char end = url.at(from) == '\'' ? '\'' : ' ';
  from += end == '\'' ? 1 : 0;
  return url.substr(from, url.find(end, from) - from);
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    throw std::runtime_error("too long for a socket: " + path);
  std::ranges::copy(path, address.sun_path);
  return address;
}

int new_socket() {
  const auto fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    throw std::runtime_error("cannot make a socket");
  return fd;
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// Nothing at the end of the stream.
std::optional<std::string> receive(int fd) {
  std::array<char, 65536> buffer{};
  const auto got = ::recv(fd, buffer.data(), buffer.size(), 0);
  if (got <= 0)
    return std::nullopt;
  return std::string(buffer.data(), static_cast<std::size_t>(got));
}

std::size_t length_at(const std::string& bytes, std::size_t at) {
  std::size_t length = 0;
  for (std::size_t i = at; i < at + length_bytes; ++i)
    length = length * 256 + static_cast<unsigned char>(bytes[i]);
  return length;
}

} // namespace

struct cutting_proxy::line {
  int client = -1;
  int server = -1;
  std::string request;  ///< bytes of a message that is not complete
  bool started = false; ///< the first message has no type
  bool drops_reply = false;

  void close() {
    ::close(client);
    ::close(server);
    client = server = -1;
  }
};

cutting_proxy::cutting_proxy(const std::string& url) : url_(url) {
  const auto host = value_of(url, "host");
  const auto name = ".s.PGSQL." + value_of(url, "port");
  server_path_ = host + "/" + name;
  url_.replace(url_.find(host), host.size(), directory_.path().string());
  listener_ = new_socket();
  const auto address = address_of((directory_.path() / name).string());
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address),
             sizeof address) != 0 ||
      ::listen(listener_, 16) != 0)
    throw std::runtime_error("cannot listen on the proxy's socket");
  thread_ = std::thread{[this] { serve(); }};
}

cutting_proxy::~cutting_proxy() {
  stop_ = true;
  thread_.join();
  for (auto& one : lines_)
    one.close();
  ::close(listener_);
}

void cutting_proxy::arm(cut where) {
  const std::lock_guard guard{mutex_};
  armed_ = where;
}

std::optional<cut::moment> cutting_proxy::due(bool is_commit) {
  const std::lock_guard guard{mutex_};
  if (!armed_ || (!is_commit && armed_->when != cut::moment::any_message))
    return std::nullopt;
  if (armed_->skip-- > 0)
    return std::nullopt;
  const auto when = armed_->when;
  armed_.reset();
  ++cuts_;
  return when;
}

void cutting_proxy::serve() {
  while (!stop_) {
    std::vector<pollfd> sockets{{listener_, POLLIN, 0}};
    for (const auto& one : lines_) {
      sockets.push_back({one.client, POLLIN, 0});
      sockets.push_back({one.server, POLLIN, 0});
    }
    if (::poll(sockets.data(), sockets.size(), poll_ms) <= 0)
      continue;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      auto& one = lines_[i];
      const bool ok =
          (sockets[2 * i + 1].revents == 0 || forward_request(one)) &&
          (sockets[2 * i + 2].revents == 0 || forward_reply(one));
      if (!ok)
        one.close();
    }
    std::erase_if(lines_, [](const line& one) { return one.client < 0; });
    if (sockets[0].revents != 0)
      accept_client();
  }
}

void cutting_proxy::accept_client() {
  line fresh;
  fresh.client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fresh.client < 0)
    return;
  fresh.server = new_socket();
  const auto address = address_of(server_path_);
  if (::connect(fresh.server, reinterpret_cast<const sockaddr*>(&address),
                sizeof address) != 0)
    fresh.close();
  else
    lines_.push_back(std::move(fresh));
}

// False if the line is to be closed.
bool cutting_proxy::forward_request(line& on) {
  const auto got = receive(on.client);
  if (!got)
    return false;
  on.request += *got;
  for (;;) {
    const std::size_t type = on.started ? 1 : 0;
    if (on.request.size() < type + length_bytes)
      return true;
    const auto size = type + length_at(on.request, type);
    if (on.request.size() < size)
      return true;
    const auto message = on.request.substr(0, size);
    on.request.erase(0, size);
    const bool is_commit =
        on.started && message[0] == 'Q' &&
        std::string_view(message).substr(type + length_bytes) == commit_text;
    const auto when = on.started ? due(is_commit) : std::nullopt;
    on.started = true;
    if (when == cut::moment::before_commit || when == cut::moment::any_message)
      return false;
    if (!send_all(on.server, message) || when == cut::moment::after_commit)
      return false;
    on.drops_reply = on.drops_reply || when == cut::moment::before_reply;
  }
}

bool cutting_proxy::forward_reply(line& on) {
  const auto got = receive(on.server);
  return got && !on.drops_reply && send_all(on.client, *got);
}

} // namespace orderd::testing
