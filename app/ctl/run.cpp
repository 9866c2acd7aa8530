// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/run.hpp"

#include "app/ctl/commands.hpp"
#include "app/ctl/text.hpp"

#include <algorithm>
#include <exception>
#include <ostream>
#include <utility>

namespace orderd::ctl {

namespace {

/// The longest error text that is shown.
constexpr std::size_t error_bytes = 4000;

/// A terminal gets ASCII alone: JSON leaves DEL and C1 controls as they are.
std::string rendered(const document& result, bool for_terminal) {
  return result.dump(2, ' ', for_terminal, document::error_handler_t::replace);
}

view view_for(const command& what, const streams& io) {
  return io.out_is_terminal || what.show_whole == nullptr ? what.show
                                                          : what.show_whole;
}

outcome carry_out(const command_line& line, streams& io) {
  switch (line.what.kind) {
  case command_kind::create_order:
    return run_create_order(line, io);
  case command_kind::import_file:
    return run_import_file(line, io);
  case command_kind::drain:
    return run_drain(line, io);
  case command_kind::tail:
    return run_tail(line, io);
  case command_kind::version:
    return run_version(line, io);
  case command_kind::plain:
    break;
  }
  return run_plain(line, io);
}

int end_early(const early_end& end, const std::vector<std::string>& arguments,
              streams& io) {
  if (end.exit == exit_code::ok) {
    io.out << end.text;
    return end.exit;
  }
  const auto json = std::ranges::find(arguments, "--json") != arguments.end();
  report({end.exit, 0, end.text, {{"code", "usage"}}}, json, io);
  return end.exit;
}

} // namespace

colours colours_for(bool is_terminal, const streams& io) {
  return is_terminal && !io.no_colour ? colours::on : colours::off;
}

void report(const call_error& error, bool json, streams& io) {
  if (json) {
    auto data = error.data;
    data["exit"] = error.exit;
    const document body{{"code", error.code},
                        {"message", error.message},
                        {"data", std::move(data)}};
    io.err << rendered({{"error", body}}, io.err_is_terminal) << std::endl;
    return;
  }
  const auto use = colours_for(io.err_is_terminal, io);
  io.err << painted("orderctl: ", tone::bad, use);
  // Line ends of our own texts are kept; everything else is made harmless.
  std::string_view left = error.message;
  while (!left.empty()) {
    const auto end = std::min(left.find('\n'), left.size());
    io.err << harmless(left.substr(0, end), error_bytes) << '\n';
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  io.err << std::flush;
}

void show(const command_line& line, const document& result, streams& io) {
  if (line.json || line.what.show == nullptr)
    io.out << rendered(result, io.out_is_terminal) << std::endl;
  else
    io.out << view_for(line.what, io)(result,
                                      colours_for(io.out_is_terminal, io))
           << std::flush;
}

int execute(const command_line& line, streams& io) {
  auto done = carry_out(line, io);
  if (done)
    return *done;
  auto& error = done.error();
  if (error.exit == exit_code::unknown_outcome) {
    // What is recorded is not asked for again, but looked at.
    if (!line.what.again.empty() && !error.data.contains("refund_id"))
      error.message += "; " + line.what.again;
    if (!line.what.key.empty())
      error.data["key"] = line.what.key;
  }
  report(error, line.json, io);
  return error.exit;
}

int run(const std::vector<std::string>& arguments, streams& io) {
  try {
    const auto line = parse_command_line(arguments);
    return line ? execute(*line, io) : end_early(line.error(), arguments, io);
  } catch (const std::exception& error) {
    report({exit_code::failed, 0, error.what(), {{"code", "failed"}}}, false,
           io);
    return exit_code::failed;
  }
}

} // namespace orderd::ctl
