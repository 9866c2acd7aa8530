// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/control_socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace orderd::app {

namespace {

constexpr mode_t socket_mode = 0660;
constexpr int backlog = 64;

const sockaddr* as_address(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

unique_fd make_socket(const std::string& path) {
  unique_fd fd(
      ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd)
    throw file_error("make the control socket " + shown_path(path));
  return fd;
}

/// Makes the name free, unless somebody listens there.
void clear_name(const folder& directory, const sockaddr_un& address,
                const std::string& path) {
  const auto attempt = "make the control socket " + shown_path(path);
  const auto entry = find_entry(directory, control_socket_name);
  if (!entry)
    return;
  if (!S_ISSOCK(entry->st_mode))
    throw file_error(attempt, EEXIST,
                     "something that is no socket has this name");
  const auto probe = make_socket(path);
  if (::connect(probe.get(), as_address(address), sizeof address) == 0 ||
      errno == EAGAIN)
    throw file_error(attempt, EADDRINUSE, "another process listens on it");
  if (errno != ECONNREFUSED && errno != ENOENT)
    throw file_error("tell whether anyone listens on " + shown_path(path));
  if (!remove_file(directory, control_socket_name))
    throw file_error("remove the old control socket " + shown_path(path));
}

} // namespace

sockaddr_un control_address(const folder& directory,
                            const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  auto text = path.native();
  if (text.size() >= sizeof address.sun_path)
    text = "/proc/self/fd/" + std::to_string(directory.fd.get()) + "/" +
           control_socket_name;
  std::ranges::copy(text, address.sun_path);
  return address;
}

control_socket::control_socket(const std::filesystem::path& state_directory)
    : directory_(open_root(state_directory)),
      path_(state_directory / control_socket_name),
      listener_(make_socket(path_)) {
  const auto address = control_address(directory_, path_);
  clear_name(directory_, address, path_);
  // The mode of the unbound socket limits that of the file, so that there is
  // no moment at which others may connect; the umask can only narrow it.
  if (::fchmod(listener_.get(), socket_mode) != 0 ||
      ::bind(listener_.get(), as_address(address), sizeof address) != 0)
    throw file_error("make the control socket " + shown_path(path_.native()));
  if (::fchmodat(directory_.fd.get(), control_socket_name, socket_mode, 0) !=
          0 ||
      ::listen(listener_.get(), backlog) != 0) {
    const file_error failure("listen on " + shown_path(path_.native()));
    remove_file(directory_, control_socket_name);
    throw failure;
  }
}

control_socket::~control_socket() {
  remove_file(directory_, control_socket_name);
}

unique_fd control_socket::accept() {
  for (;;) {
    unique_fd client(::accept4(listener_.get(), nullptr, nullptr,
                               SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (client || errno == EAGAIN)
      return client;
    // A client that went away while it waited is none.
    if (errno != EINTR && errno != ECONNABORTED)
      throw file_error("accept a client on " + shown_path(path_.native()));
  }
}

} // namespace orderd::app
