// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/connection.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace orderd::ctl {

namespace {

using clock = std::chrono::steady_clock;

/// Closes a descriptor at the end of a scope.
class file_guard {
public:
  explicit file_guard(int descriptor) : descriptor_(descriptor) {}
  file_guard(const file_guard&) = delete;
  file_guard& operator=(const file_guard&) = delete;
  ~file_guard() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }
  [[nodiscard]] int get() const noexcept {
    return descriptor_;
  }
  int release() noexcept {
    return std::exchange(descriptor_, -1);
  }

private:
  int descriptor_;
};

tl::unexpected<call_error> unreachable(const std::string& path, int reason) {
  call_error error{exit_code::not_reachable, 0,
                   "orderd is not reachable at " + path + ": "};
  error.data["code"] = "not_reachable";
  if (reason == EACCES || reason == EPERM) {
    error.exit = exit_code::not_permitted;
    error.data["code"] = "not_permitted";
    error.message = "you may not use the control socket " + path +
                    ": permission denied. Members of the daemon's group "
                    "may; so may root.";
  } else if (reason == ENOENT || reason == ENOTDIR) {
    error.message += "there is no such socket. Is the daemon running? Start "
                     "it with `orderd --state-dir DIR`, or say where its "
                     "socket is with --socket PATH, --state-dir DIR or "
                     "ORDERD_SOCKET.";
  } else if (reason == ECONNREFUSED) {
    error.message += "nobody listens there. The daemon ended; start it again "
                     "with `orderd --state-dir DIR`.";
  } else {
    error.message += std::strerror(reason);
  }
  return tl::unexpected(std::move(error));
}

/// Fills the address. A path that is too long for one goes through a
/// descriptor of its folder, which `folder` keeps open.
int fill_address(const std::string& path, sockaddr_un& address, int& folder) {
  auto name = path;
  if (name.size() >= sizeof(address.sun_path)) {
    const auto slash = path.rfind('/');
    const auto directory =
        slash == std::string::npos ? std::string(".") : path.substr(0, slash);
    folder = ::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
      return errno;
    name = "/proc/self/fd/" + std::to_string(folder) +
           (slash == std::string::npos ? "/" + path : path.substr(slash));
  }
  if (name.size() >= sizeof(address.sun_path))
    return ENAMETOOLONG;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
  return 0;
}

/// Sends some bytes, the descriptor with the first of them.
ssize_t send_some(int socket, std::string_view bytes, int descriptor) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (descriptor >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    auto* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  }
  return ::sendmsg(socket, &message, MSG_NOSIGNAL);
}

/// Waits until something can be read or the time is up.
bool wait_readable(int socket, clock::time_point until) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - clock::now());
    pollfd entry{socket, POLLIN, 0};
    const auto limit =
        static_cast<int>(std::max<std::int64_t>(left.count(), 0));
    const auto ready = ::poll(&entry, 1, limit);
    if (ready > 0)
      return true;
    if (ready == 0 || errno != EINTR)
      return false;
  }
}

} // namespace

connection::connection(int socket, std::string path)
    : socket_(socket), path_(std::move(path)) {}

connection::connection(connection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      path_(std::move(other.path_)),
      buffer_(std::move(other.buffer_)),
      last_id_(other.last_id_) {}

connection& connection::operator=(connection&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(path_, other.path_);
  std::swap(buffer_, other.buffer_);
  std::swap(last_id_, other.last_id_);
  return *this;
}

connection::~connection() {
  if (socket_ >= 0)
    ::close(socket_);
}

tl::expected<connection, call_error> connection::open(const std::string& path) {
  sockaddr_un address{};
  int folder = -1;
  const auto failure = fill_address(path, address, folder);
  const file_guard folder_guard(folder);
  if (failure != 0)
    return unreachable(path, failure);
  file_guard made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (made.get() < 0)
    return unreachable(path, errno);
  if (::connect(made.get(), reinterpret_cast<const sockaddr*>(&address),
                sizeof(address)) != 0)
    return unreachable(path, errno);
  return connection(made.release(), path);
}

call_error connection::lost(const call& what, const std::string& why) const {
  call_error error;
  if (what.what == effect::changes) {
    error.exit = exit_code::unknown_outcome;
    error.message = why + " after the request was sent: it may be done or "
                          "not";
    error.data["code"] = "unknown_outcome";
  } else {
    error.exit = exit_code::not_reachable;
    error.message = why + " before it answered";
    error.data["code"] = "not_reachable";
  }
  return error;
}

tl::expected<void, call_error> connection::send(const call& what) {
  const nlohmann::ordered_json request{{"jsonrpc", "2.0"},
                                       {"id", ++last_id_},
                                       {"method", what.method},
                                       {"params", what.params}};
  const auto line =
      request.dump(-1, ' ', false, document::error_handler_t::replace) + "\n";
  std::string_view left = line;
  auto descriptor = what.descriptor;
  while (!left.empty()) {
    const auto sent = send_some(socket_, left, descriptor);
    if (sent < 0 && errno == EINTR)
      continue;
    // Without its line end the daemon did not take the request.
    if (sent < 0)
      return tl::unexpected(
          lost({what.method, {}, effect::reads},
               "the connection to orderd at " + path_ + " was lost"));
    left.remove_prefix(static_cast<std::size_t>(sent));
    descriptor = -1;
  }
  return {};
}

tl::expected<std::string, call_error> connection::receive(const call& what) {
  const auto until = clock::now() + what.timeout;
  for (;;) {
    if (const auto end = buffer_.find('\n'); end != std::string::npos) {
      auto line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    if (!wait_readable(socket_, until))
      return tl::unexpected(
          lost(what, "orderd gave no answer within " +
                         std::to_string(what.timeout.count()) + " s"));
    std::array<char, 64 * 1024> bytes;
    const auto got = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0 || buffer_.size() > ctl_limits::answer_bytes)
      return tl::unexpected(
          lost(what, "the connection to orderd at " + path_ + " was lost"));
    buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

tl::expected<document, call_error> connection::ask(const call& what) {
  if (auto sent = send(what); !sent)
    return tl::unexpected(std::move(sent.error()));
  auto line = receive(what);
  if (!line)
    return tl::unexpected(std::move(line.error()));
  return parse_answer(*line);
}

bool connection::wait_for_end(std::chrono::seconds limit) {
  const auto until = clock::now() + limit;
  std::array<char, 4096> bytes;
  while (wait_readable(socket_, until))
    if (::recv(socket_, bytes.data(), bytes.size(), 0) <= 0)
      return true;
  return false;
}

} // namespace orderd::ctl
