// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/ctl/command_line.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace orderd::ctl {

/// Where a command reads and writes, and what is a terminal.
struct streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool no_colour = false;
};

/// Reads the arguments and carries the command out; gives the exit code. It
/// does not throw.
int run(const std::vector<std::string>& arguments, streams& io);

/// Carries out one command.
int execute(const command_line& line, streams& io);

/// Colours for a terminal whose user wants them.
colours colours_for(bool is_terminal, const streams& io);

/// Writes an error for people or, with --json, as the error document.
void report(const call_error& error, bool json, streams& io);

/// Writes a document for people or, with --json, as it is.
void show(const command_line& line, const document& result, streams& io);

/// The exit code of an import that has ended, or still runs (ok).
int exit_code_of_import(const document& import);

/// Whether an import's state changes no more.
bool has_ended(const document& import);

} // namespace orderd::ctl
