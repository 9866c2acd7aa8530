// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/ctl/run.hpp"

/// What the kinds of commands do; each gives the exit code, or why not.
namespace orderd::ctl {

using outcome = tl::expected<int, call_error>;

outcome run_plain(const command_line& line, streams& io);
outcome run_create_order(const command_line& line, streams& io);
outcome run_import_file(const command_line& line, streams& io);
outcome run_verify(const command_line& line, streams& io);
outcome run_drain(const command_line& line, streams& io);
outcome run_version(const command_line& line, streams& io);

/// Opens a connection and asks once.
tl::expected<document, call_error> ask_once(const std::string& socket,
                                            const call& request);

/// An error that is not the daemon's: the text says what and why.
tl::unexpected<call_error> failed(std::string text);

} // namespace orderd::ctl
