// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/daemon/posix_file.hpp"

#include <sys/un.h>

#include <filesystem>

namespace orderd::app {

/// The name of the socket in the state directory.
inline constexpr const char* control_socket_name = "control.sock";

/// The listening control socket, `control.sock` in the state directory, which
/// the process must have locked. It is connected to by the owner and the
/// group (mode 0660), and removed when this goes.
class control_socket {
public:
  /// Removes a socket on which nobody listens. Throws file_error if somebody
  /// does, or if something else has the name.
  explicit control_socket(const std::filesystem::path& state_directory);
  control_socket(const control_socket&) = delete;
  control_socket& operator=(const control_socket&) = delete;
  ~control_socket();

  [[nodiscard]] int descriptor() const noexcept {
    return listener_.get();
  }

  /// The next client, non-blocking; none if none waits. Throws file_error if
  /// the process cannot take one now, as with too many open files.
  unique_fd accept();

private:
  folder directory_;
  std::filesystem::path path_;
  unique_fd listener_;
};

/// The address of the socket in a directory. A path that is longer than the
/// 107 bytes that an address holds is expressed by the directory's descriptor.
sockaddr_un control_address(const folder& directory,
                            const std::filesystem::path& path);

} // namespace orderd::app
