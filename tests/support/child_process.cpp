// SPDX-License-Identifier: Apache-2.0
#include "tests/support/child_process.hpp"

#include "tests/support/postgres_fixture.hpp"
#include "tests/support/text_files.hpp"
#include "tests/support/waiting.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace orderd::testing {

namespace {

namespace fs = std::filesystem;

constexpr int not_started = 127;

[[noreturn]] void run_child(const std::vector<std::string>& command,
                            const fs::path& output, const fs::path& errors) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const auto write_to = [](const fs::path& file, int descriptor) {
    const int opened =
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    return opened >= 0 && ::dup2(opened, descriptor) >= 0;
  };
  std::vector<char*> arguments;
  for (const auto& word : command)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  if (write_to(output, STDOUT_FILENO) && write_to(errors, STDERR_FILENO))
    ::execvp(arguments[0], arguments.data());
  ::_exit(not_started);
}

} // namespace

child_process::child_process(const std::vector<std::string>& command,
                             const fs::path& output, const fs::path& errors)
    : pid_(::fork()) {
  if (pid_ == 0)
    run_child(command, output, errors);
  BOOST_REQUIRE_MESSAGE(pid_ > 0, "cannot fork");
}

child_process::~child_process() {
  if (code_)
    return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void child_process::signal(int number) const {
  if (!code_)
    ::kill(pid_, number);
}

std::optional<int>
child_process::wait_for_end(std::chrono::milliseconds limit) {
  int status = 0;
  const auto ended = [&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; };
  if (!code_ && holds_within(limit, ended))
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return code_;
}

std::string run_program(const std::vector<std::string>& command) {
  const temporary_directory directory;
  const auto output = directory.path() / "output";
  const auto errors = directory.path() / "errors";
  child_process program{command, output, errors};
  const auto code = program.wait_for_end(wait_limit);
  BOOST_REQUIRE_MESSAGE(
      code == 0, command[0] << " ended with " << code.value_or(-1) << ": "
                            << text_of(output) << text_of(errors));
  return text_of(output);
}

} // namespace orderd::testing
