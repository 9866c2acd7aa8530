// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/ctl/connection.hpp"
#include "app/ctl/views.hpp"

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace orderd::ctl {

/// What a command does beside one call.
enum class command_kind {
  plain,        ///< asks once, shows the answer, and exits by it
  create_order, ///< reads the order document first
  import_file,  ///< opens the file, passes it on, perhaps waits for the end
  drain,        ///< perhaps waits until the daemon is gone
  tail,         ///< shows events, perhaps as they come
  version,      ///< knows half of the answer itself
};

/// One command, ready to be carried out.
struct command {
  command_kind kind = command_kind::plain;
  call request;
  view show = nullptr;
  /// Instead of `show` where no terminal is: nothing is cut; perhaps none.
  view show_whole = nullptr;
  std::string file;  ///< for create_order (`-` is stdin) and import_file
  bool wait = false; ///< for import_file and drain; for tail: follows
  /// What to exit with, by the answer; always 0 if there is none.
  int (*exit_of)(const document& answer) = nullptr;
  std::string again; ///< what to do when the outcome is unknown
  std::string key;   ///< the key to ask again with then; perhaps none
};

/// The whole command line.
struct command_line {
  std::string socket;
  bool json = false;
  command what;
};

/// Nothing is to be done: help was asked for, or the command line is wrong.
struct early_end {
  int exit = exit_code::usage;
  std::string text; ///< help, or what is wrong
};

/// Reads the arguments, the program's name left out.
tl::expected<command_line, early_end>
parse_command_line(const std::vector<std::string>& arguments);

} // namespace orderd::ctl
