// SPDX-License-Identifier: Apache-2.0
#include "storage/process_handle.hpp"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace orderd::storage {

// <sys/pidfd.h> of glibc 2.36 declares its functions without extern "C".

std::optional<process_handle> process_handle::open(pid_t pid) {
  const auto descriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U));
  if (descriptor < 0)
    return std::nullopt;
  return process_handle{pid, descriptor};
}

process_handle::process_handle(pid_t pid, int descriptor) noexcept
    : pid_(pid), descriptor_(descriptor) {}

process_handle::~process_handle() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

process_handle::process_handle(process_handle&& other) noexcept
    : pid_(other.pid_), descriptor_(std::exchange(other.descriptor_, -1)) {}

process_handle& process_handle::operator=(process_handle&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

void process_handle::signal(int number) const noexcept {
  ::syscall(SYS_pidfd_send_signal, descriptor_, number, nullptr, 0U);
}

bool process_handle::wait_for_end(
    std::chrono::milliseconds limit) const noexcept {
  using std::chrono::steady_clock;
  const auto deadline = steady_clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        deadline - steady_clock::now());
    pollfd end{descriptor_, POLLIN, 0};
    const auto ready =
        ::poll(&end, 1, static_cast<int>(std::max<long>(left.count(), 0)));
    if (ready >= 0 || errno != EINTR)
      return ready > 0;
  }
}

} // namespace orderd::storage
