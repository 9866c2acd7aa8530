// SPDX-License-Identifier: Apache-2.0
#include "storage/child_process.hpp"

#include "storage/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <grp.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace orderd::storage {

namespace {

/// Exit status of a child that could not start its program.
constexpr int exec_failed = 127;

constexpr std::chrono::milliseconds child_poll_interval{5};

std::vector<std::string> environment_of(const program& what) {
  constexpr std::array<std::string_view, 4> dropped{"PG", "LC_", "LANG",
                                                    "NOTIFY_SOCKET"};
  std::vector<std::string> kept;
  for (auto** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (std::none_of(
            dropped.begin(), dropped.end(),
            [&](std::string_view name) { return text.starts_with(name); }))
      kept.emplace_back(text);
  }
  kept.emplace_back("LC_ALL=C");
  kept.insert(kept.end(), what.environment.begin(), what.environment.end());
  return kept;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts)
    all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

bool become(const account& who) {
  return ::setgroups(0, nullptr) == 0 && ::setgid(who.gid) == 0 &&
         ::setuid(who.uid) == 0;
}

// Runs between fork and exec, where only async-signal-safe calls are allowed.
[[noreturn]] void exec_child(const program& what, const char* path,
                             char** arguments, char** environment, int in,
                             int out, pid_t parent) {
  ::setsid();
  ::umask(077);
  for (int number = 1; number < SIGRTMIN; ++number)
    ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  // A lock that the child inherited would outlive the daemon.
  if (::close_range(STDERR_FILENO + 1, ~0U, 0) != 0)
    ::_exit(exec_failed);
  if (what.run_as && !become(*what.run_as))
    ::_exit(exec_failed);
  if (what.signal_with_parent != 0) {
    ::prctl(PR_SET_PDEATHSIG, what.signal_with_parent);
    if (::getppid() != parent)
      ::_exit(exec_failed);
  }
  ::execve(path, arguments, environment);
  const auto* text = ::strerrordesc_np(errno);
  if (text != nullptr && ::write(STDERR_FILENO, text, std::strlen(text)) < 0)
    ::_exit(exec_failed);
  ::_exit(exec_failed);
}

[[noreturn]] void refuse_start(const program& what, const std::string& why) {
  throw error(error_kind::misconfigured,
              "cannot start " + what.path.string() + ": " + why);
}

} // namespace

pid_t start_program(const program& what) {
  auto arguments = what.arguments;
  arguments.insert(arguments.begin(), what.path.string());
  auto environment = environment_of(what);
  const auto argument_pointers = pointers_to(arguments);
  const auto environment_pointers = pointers_to(environment);

  const auto in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const auto out = ::open(what.output.c_str(),
                          O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const auto open_error = errno;
  const auto parent = ::getpid();
  const auto pid = in < 0 || out < 0 ? -1 : ::fork();
  if (pid == 0)
    exec_child(
        what, what.path.c_str(), const_cast<char**>(argument_pointers.data()),
        const_cast<char**>(environment_pointers.data()), in, out, parent);
  const auto fork_error = errno;
  ::close(in);
  ::close(out);
  if (in < 0 || out < 0)
    refuse_start(what, "cannot open " + what.output.string() + " for its " +
                           "output: " + std::strerror(open_error));
  if (pid < 0)
    refuse_start(what, std::strerror(fork_error));
  return pid;
}

int run_program(const program& what, std::chrono::milliseconds limit) {
  const auto pid = start_program(what);
  const auto deadline = std::chrono::steady_clock::now() + limit;
  for (;;) {
    if (const auto status = exit_status(pid))
      return *status;
    if (std::chrono::steady_clock::now() > deadline)
      break;
    std::this_thread::sleep_for(child_poll_interval);
  }
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  throw error(error_kind::unavailable,
              "cannot run " + what.path.string() + ": not done after " +
                  std::to_string(limit.count()) + " ms");
}

std::optional<int> exit_status(pid_t pid) {
  int status = 0;
  const auto done = ::waitpid(pid, &status, WNOHANG);
  if (done == 0 || (done < 0 && errno == EINTR))
    return std::nullopt;
  if (done < 0)
    return 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string tail_of(const std::filesystem::path& file, std::size_t max_bytes) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in)
    return {};
  const auto size = static_cast<std::size_t>(in.tellg());
  const auto from = size > max_bytes ? size - max_bytes : 0;
  std::string text(size - from, '\0');
  in.seekg(static_cast<std::streamoff>(from));
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (from > 0)
    text.erase(0, text.find('\n') + 1);
  while (text.ends_with('\n'))
    text.pop_back();
  return text;
}

} // namespace orderd::storage
