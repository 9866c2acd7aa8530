// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/ctl/run.hpp"

/// What the kinds of commands do; each gives the exit code, or why not.
namespace orderd::ctl {

using outcome = tl::expected<int, call_error>;

outcome run_plain(const command_line& line, streams& io);
outcome run_create_order(const command_line& line, streams& io);
outcome run_import_file(const command_line& line, streams& io);
outcome run_tail(const command_line& line, streams& io);
outcome run_drain(const command_line& line, streams& io);
outcome run_version(const command_line& line, streams& io);

/// What the answers to these exit with.
int exit_code_of_verify(const document& report);
int exit_code_of_rehearsal(const document& report);
int exit_code_of_comparison(const document& report);
/// Of dead letters, of which some stages may be left out.
int exit_code_of_retry(const document& answer);
/// Of a refund that was waited for.
int exit_code_of_refund(const document& refund);

/// Opens a connection and asks once.
tl::expected<document, call_error> ask_once(const std::string& socket,
                                            const call& request);

/// An error that is not the daemon's: the text says what and why.
tl::unexpected<call_error> failed(std::string text);

} // namespace orderd::ctl
