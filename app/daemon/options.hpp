// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/load.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace orderd::app {

/// What the command line asks for.
struct daemon_command {
  enum class action { run, migrate, check_config };

  action what = action::run;
  std::string state_directory;
  std::string config_file;               ///< empty for none
  std::vector<config::setting> settings; ///< from `--set KEY=VALUE`
};

/// The command, or the exit code of a command line that was answered already
/// (help, version, a wrong one).
std::variant<daemon_command, int> parse_daemon_command(int argc,
                                                       const char* const* argv);

/// The configuration of a command and the environment. Writes every problem
/// to stderr and gives nothing if there is one.
std::optional<config::configuration>
load_configuration(const daemon_command& command,
                   const char* const* environment);

} // namespace orderd::app
