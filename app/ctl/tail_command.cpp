// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/commands.hpp"
#include "app/ctl/fields.hpp"
#include "app/ctl/text.hpp"

#include <chrono>
#include <ostream>
#include <thread>
#include <utility>

namespace orderd::ctl {

namespace {

/// How long to wait before asking for new events if there were no more.
constexpr std::chrono::milliseconds poll_pause{200};

/// The fields that stand before the others.
bool is_head(const std::string& name) {
  return name == "time" || name == "level" || name == "event";
}

std::string level_text(const std::string& level, colours use) {
  if (level == "error")
    return painted("ERROR", tone::bad, use);
  if (level == "warning")
    return painted("WARN ", tone::waiting, use);
  if (level == "debug")
    return painted("DEBUG", tone::dim, use);
  return painted("INFO ", tone::good, use);
}

/// A value in a line: words as they are, other texts and parts as JSON.
std::string value_text(const document& value) {
  constexpr std::size_t longest = 1000;
  const auto text = value.is_string() ? value.get<std::string>() : "";
  const bool word =
      !text.empty() && text.find_first_of(" =\"\\") == std::string::npos;
  return harmless(
      word ? text
           : value.dump(-1, ' ', false, document::error_handler_t::replace),
      longest);
}

/// `05:58:14.123 INFO  import.done  import_id=3 rows=1000`, as in a log of
/// text.
std::string event_line(const document& event, colours use) {
  constexpr std::size_t clock_start = 11;
  constexpr std::size_t clock_size = 12;
  const auto time = field(event, "time");
  auto line = (time.size() > clock_start ? time.substr(clock_start, clock_size)
                                         : time) +
              " " + level_text(field(event, "level"), use) + " " +
              field(event, "event");
  std::string gap = "  ";
  for (const auto& [name, value] : event.items()) {
    if (is_head(name))
      continue;
    line += gap + harmless(name) + "=" + value_text(value);
    gap = " ";
  }
  return line + "\n";
}

void tell_dropped(const document& page, streams& io) {
  if (const auto dropped = count(page, "dropped"); dropped > 0)
    io.err << "orderctl: " << dropped
           << " events are left out here: they came faster than they were "
              "read\n";
}

void print_page(const command_line& line, const document& page, streams& io) {
  tell_dropped(page, io);
  if (line.json)
    for (const auto& event : part(page, "events"))
      io.out << event.dump(-1, ' ', io.out_is_terminal,
                           document::error_handler_t::replace)
             << '\n';
  else
    io.out << tail_view(page, colours_for(io.out_is_terminal, io));
  io.out << std::flush;
}

/// Whatever ends the log to somebody who follows it, he is not refused: the
/// daemon stops, or is gone.
call_error end_of_log(call_error error) {
  const bool stops = error.data.value("code", "") == "draining";
  if (!stops && error.exit != exit_code::not_reachable)
    return error;
  error.exit = exit_code::not_reachable;
  error.message = "the log ends here: " +
                  (stops ? std::string("the daemon stops") : error.message);
  return error;
}

} // namespace

std::string tail_view(const document& page, colours use) {
  std::string text;
  for (const auto& event : part(page, "events"))
    text += event_line(event, use);
  return text;
}

// Ends with the daemon, or when nobody reads what it writes.
outcome run_tail(const command_line& line, streams& io) {
  auto opened = connection::open(line.socket);
  if (!opened)
    return tl::unexpected(std::move(opened.error()));
  auto page = opened->ask(line.what.request);
  if (!page)
    return tl::unexpected(std::move(page.error()));
  if (!line.what.wait) {
    show(line, *page, io);
    return exit_code::ok;
  }
  call next;
  next.method = "tail.read";
  next.params["follower"] = count(*page, "follower");
  while (io.out) {
    print_page(line, *page, io);
    if (part(*page, "more") != true)
      std::this_thread::sleep_for(poll_pause);
    page = opened->ask(next);
    if (!page)
      return tl::unexpected(end_of_log(std::move(page.error())));
  }
  return exit_code::ok;
}

} // namespace orderd::ctl
