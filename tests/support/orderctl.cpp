// SPDX-License-Identifier: Apache-2.0
#include "tests/support/orderctl.hpp"

namespace orderd::testing {

std::vector<std::string>
orderctl_command(const daemon_fixture& daemon,
                 const std::vector<std::string>& arguments) {
  std::vector<std::string> command{ORDERD_BINARY_DIR "/orderctl", "--state-dir",
                                   daemon.directory().string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

std::string run_orderctl(const daemon_fixture& daemon,
                         const std::vector<std::string>& arguments) {
  return run_program(orderctl_command(daemon, arguments));
}

} // namespace orderd::testing
