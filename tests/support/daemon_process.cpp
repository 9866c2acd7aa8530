// SPDX-License-Identifier: Apache-2.0
#include "tests/support/daemon_process.hpp"

#include "storage/process_handle.hpp"
#include "tests/support/postgres_fixture.hpp"
#include "tests/support/text_files.hpp"
#include "tests/support/waiting.hpp"

#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace orderd::testing {

namespace {

namespace fs = std::filesystem;

constexpr int not_started = 126;
constexpr std::chrono::seconds server_end_limit{10};

/// The build folder may be closed to the account that the daemon runs as.
const fs::path& program_for_everyone() {
  static const temporary_directory directory;
  static const auto path = [] {
    const auto copy = directory.path() / "orderd";
    fs::copy_file(fs::path{ORDERD_BINARY_DIR} / "orderd", copy);
    fs::permissions(copy, fs::perms{0755});
    return copy;
  }();
  return path;
}

bool become(const storage::account& account) {
  return ::setgroups(0, nullptr) == 0 && ::setgid(account.gid) == 0 &&
         ::setuid(account.uid) == 0;
}

[[noreturn]] void run_child(const daemon_run& run, const fs::path& program,
                            const std::optional<storage::account>& account,
                            const std::vector<char*>& arguments) {
  const int output =
      ::open(run.output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  if (output < 0 || ::dup2(output, STDOUT_FILENO) < 0 ||
      ::dup2(output, STDERR_FILENO) < 0)
    ::_exit(not_started);
  ::close(output);
  if (run.prepare && !run.prepare())
    ::_exit(not_prepared);
  if (account && !become(*account))
    ::_exit(not_started);
  // After the change of account, which would clear it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::execv(program.c_str(), arguments.data());
  ::_exit(not_started);
}

std::vector<pid_t> processes_in(const fs::path& directory) {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator{"/proc"}) {
    const auto name = entry.path().filename().string();
    pid_t pid = 0;
    const auto read =
        std::from_chars(name.data(), name.data() + name.size(), pid);
    if (read.ptr != name.data() + name.size())
      continue;
    std::error_code gone;
    if (fs::read_symlink(entry.path() / "cwd", gone) == directory && !gone)
      found.push_back(pid);
  }
  return found;
}

pid_t server_of(const fs::path& data_directory) {
  return std::atoi(text_of(data_directory / "postmaster.pid").c_str());
}

} // namespace

daemon_process::daemon_process(const daemon_run& run) {
  const auto& program = program_for_everyone();
  const auto account = run.as_root ? std::nullopt : server_account();
  auto words = run.arguments;
  words.insert(words.begin(), "orderd");
  std::vector<char*> arguments;
  for (auto& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0)
    run_child(run, program, account, arguments);
  BOOST_REQUIRE_MESSAGE(pid_ > 0, "cannot fork");
}

daemon_process::~daemon_process() {
  if (code_)
    return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void daemon_process::signal(int number) const {
  if (!code_)
    ::kill(pid_, number);
}

std::optional<int>
daemon_process::wait_for_end(std::chrono::milliseconds limit) {
  if (code_)
    return code_;
  const auto process = storage::process_handle::open(pid_);
  if (process && !process->wait_for_end(limit))
    return std::nullopt;
  int status = 0;
  if (::waitpid(pid_, &status, 0) == pid_)
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return code_;
}

finished_run run_daemon(const std::vector<std::string>& arguments, bool as_root,
                        std::function<bool()> prepare) {
  const temporary_directory directory;
  const auto output = directory.path() / "output";
  daemon_process process{{arguments, output, as_root, std::move(prepare)}};
  const auto code = process.wait_for_end(wait_limit);
  BOOST_REQUIRE_MESSAGE(code, "orderd does not end: " << text_of(output));
  return {*code, text_of(output)};
}

void end_server_in(const fs::path& data_directory) {
  const auto server = server_of(data_directory);
  for (const auto pid : processes_in(data_directory))
    if (pid == server)
      ::kill(pid, SIGQUIT);
  const auto gone = [&] { return processes_in(data_directory).empty(); };
  while (!holds_within(server_end_limit, gone))
    for (const auto pid : processes_in(data_directory))
      ::kill(pid, SIGKILL);
}

server_guard::server_guard(fs::path data_directory) {
  const auto parent = ::getpid();
  pid_ = ::fork();
  if (pid_ != 0)
    return;
  // Ctrl-C at the terminal is for the test.
  ::setsid();
  sigset_t told;
  ::sigemptyset(&told);
  ::sigaddset(&told, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &told, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  int number = 0;
  if (::getppid() == parent)
    ::sigwait(&told, &number);
  end_server_in(data_directory);
  ::_exit(0);
}

server_guard::~server_guard() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

} // namespace orderd::testing
