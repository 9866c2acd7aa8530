// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/state_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <thread>

namespace orderd::app {

namespace {

constexpr const char* lock_name = "orderd.lock";
constexpr mode_t directory_mode = 0750;
constexpr mode_t lock_mode = 0644;
constexpr std::size_t pid_bytes = 32;
constexpr std::chrono::seconds dead_holder_patience{2};

void make_directories(const std::filesystem::path& directory) {
  if (directory.empty() || ::mkdir(directory.c_str(), directory_mode) == 0 ||
      errno == EEXIST)
    return;
  const auto parent = directory.parent_path();
  if (errno == ENOENT && parent != directory && !parent.empty()) {
    make_directories(parent);
    if (::mkdir(directory.c_str(), directory_mode) == 0 || errno == EEXIST)
      return;
  }
  throw file_error("make the state directory " +
                   shown_path(directory.native()));
}

std::filesystem::path made(const std::filesystem::path& directory) {
  if (directory.empty())
    throw file_error("use the state directory", EINVAL, "its path is empty");
  // "DIR/" and "DIR" are one: mkdir() takes the last part of the path.
  auto wanted = std::filesystem::absolute(directory).lexically_normal();
  if (!wanted.has_filename())
    wanted = wanted.parent_path();
  make_directories(wanted);
  std::error_code error;
  auto path = std::filesystem::canonical(wanted, error);
  if (error)
    throw file_error("find the state directory " + shown_path(wanted.native()),
                     error.value());
  return path;
}

pid_t noted_pid(int fd, const std::string& path) {
  const auto note = read_at(fd, 0, pid_bytes, path);
  pid_t pid = 0;
  std::from_chars(note.data(), note.data() + note.size(), pid);
  return pid;
}

bool is_alive(pid_t pid) noexcept {
  return pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM);
}

// A killed daemon may leave a child between fork() and exec() that holds the
// lock for a moment more.
bool lock_within_patience(int fd, const std::string& path) {
  const auto until = std::chrono::steady_clock::now() + dead_holder_patience;
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK)
      throw file_error("lock " + shown_path(path));
    if (is_alive(noted_pid(fd, path)) ||
        std::chrono::steady_clock::now() > until)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return true;
}

} // namespace

already_running::already_running(const std::filesystem::path& directory,
                                 pid_t pid)
    : std::runtime_error("cannot lock the state directory " +
                         shown_path(directory.native()) +
                         ": another orderd holds it" +
                         (pid > 0 ? ", pid " + std::to_string(pid) : "")),
      pid_(pid) {}

state_directory::state_directory(const std::filesystem::path& directory)
    : path_(made(directory)) {
  const auto lock_path = (path_ / lock_name).native();
  lock_ = unique_fd(::open(
      lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, lock_mode));
  if (!lock_)
    throw file_error("open the lock file " + shown_path(lock_path));
  if (!lock_within_patience(lock_.get(), lock_path))
    throw already_running(path_, noted_pid(lock_.get(), lock_path));
  if (::ftruncate(lock_.get(), 0) != 0)
    throw file_error("write " + shown_path(lock_path));
  write_all(lock_.get(), std::to_string(::getpid()) + "\n", lock_path);
}

} // namespace orderd::app
