// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/command_line.hpp"

#include "app/ctl/nouns.hpp"
#include "app/ctl/text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace orderd::ctl {

namespace {

constexpr const char* about =
    "Runs orderd: creates and imports orders, and shows what became of them.";

constexpr const char* footer = R"(Examples:
  orderctl status
  orderctl products import products.csv --wait
  orderctl orders import orders.csv --wait
  orderctl orders show 42
  orderctl refund process 42 --type full
  orderctl kpis show --from 2026-11-01 --by day
  orderctl --json orders list --status cancelled
  orderctl tail -f --order 42
Help for a command: orderctl orders import --help

The daemon is looked for at --socket, else in --state-dir, else at
ORDERD_SOCKET, else at /run/orderd/control.sock and
/var/lib/orderd/control.sock.

Exit codes: 0 ok, 1 failed, 2 wrong command line, 3 not found, 4 refused by
state or limits, 5 done in part, 6 not permitted, 7 daemon not
reachable, 8 outcome unknown, 9 verify found a fault or a check of figures a
difference.)";

struct global_options {
  std::string socket;
  std::string state_dir;
};

/// The innermost command that was named.
const CLI::App* chosen(const CLI::App& app) {
  const auto* at = &app;
  while (!at->get_subcommands().empty())
    at = at->get_subcommands().front();
  return at;
}

/// `orderctl orders`, as it is typed.
std::string typed_name(const CLI::App& command) {
  const auto* parent = command.get_parent();
  return (parent == nullptr ? "" : typed_name(*parent) + " ") +
         command.get_name();
}

bool knows(const CLI::App& command, const std::string& word) {
  const auto subcommands =
      command.get_subcommands([](const CLI::App*) { return true; });
  return std::ranges::any_of(subcommands, [&word](const CLI::App* sub) {
    return sub->check_name(word);
  });
}

/// Whether the word at `place` is what a global option was given.
bool is_option_value(const std::vector<std::string>& arguments,
                     std::vector<std::string>::const_iterator place) {
  if (place == arguments.begin())
    return false;
  const auto& before = *std::prev(place);
  return before == "--socket" || before == "--state-dir";
}

/// The word that stands where a noun or verb of `command` belongs.
std::string wrong_word(const CLI::App& command,
                       const std::vector<std::string>& arguments) {
  auto at = arguments.cbegin();
  if (command.get_parent() != nullptr) {
    at = std::ranges::find_if(arguments, [&command](const auto& word) {
      return command.check_name(word);
    });
    if (at != arguments.end())
      ++at;
  }
  auto found = at;
  while (found != arguments.end() &&
         (found->starts_with('-') || is_option_value(arguments, found)))
    ++found;
  return found == arguments.end() || knows(command, *found) ? "" : *found;
}

std::string sub_names(const CLI::App& command) {
  std::string names;
  for (const auto* sub :
       command.get_subcommands([](const CLI::App*) { return true; }))
    names += (names.empty() ? "" : ", ") + sub->get_name();
  return names;
}

/// What is wrong, and where to read on.
early_end usage_error(const CLI::App& app, const CLI::ParseError& error,
                      const std::vector<std::string>& arguments) {
  const auto& at = *chosen(app);
  std::string text = error.what();
  if (!sub_names(at).empty()) {
    const auto word = wrong_word(at, arguments);
    text = word.empty() ? "a command is missing behind `" + typed_name(at) + "`"
                        : "`" + typed_name(at) + "` has no command `" +
                              harmless(word) + "`";
    text += "; there are: " + sub_names(at);
  }
  return {exit_code::usage, text + "\nHelp: " + typed_name(at) + " --help"};
}

void add_global_options(CLI::App& app, global_options& given,
                        command_line& line) {
  auto* socket =
      app.add_option("--socket", given.socket, "The daemon's control socket")
          ->check(check_not_empty);
  app.add_option("--state-dir", given.state_dir,
                 "The daemon's state directory, which holds the socket")
      ->check(check_not_empty)
      ->excludes(socket);
  app.add_flag("--json", line.json,
               "One JSON document on stdout, errors as JSON on stderr");
}

/// The whole of the text as a number, which may have a sign.
std::optional<std::int64_t> whole_number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-"))
    text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

std::string socket_path(const global_options& given) {
  if (!given.socket.empty())
    return given.socket;
  if (!given.state_dir.empty())
    return given.state_dir + "/control.sock";
  return default_socket();
}

} // namespace

tl::expected<command_line, early_end>
parse_command_line(const std::vector<std::string>& arguments) {
  CLI::App app(about, "orderctl");
  app.footer(footer);
  app.fallthrough();
  app.require_subcommand(1);
  global_options given;
  command_line line;
  add_global_options(app, given, line);
  add_orders(app, line);
  add_products(app, line);
  add_stock(app, line);
  add_customers(app, line);
  add_kpis(app, line);
  add_leaderboard(app, line);
  add_notifications(app, line);
  add_refunds(app, line);
  add_imports(app, line);
  add_queue(app, line);
  add_daemon(app, line);
  add_tail(app, line);
  try {
    // CLI11 takes them from the end.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    return tl::unexpected(early_end{exit_code::ok, app.help()});
  } catch (const CLI::ParseError& error) {
    return tl::unexpected(usage_error(app, error, arguments));
  }
  line.socket = socket_path(given);
  return line;
}

CLI::App& add_noun(CLI::App& app, const std::string& plural,
                   const std::string& singular, const std::string& text,
                   const std::string& examples) {
  auto* noun = app.add_subcommand(plural, text);
  noun->alias(singular);
  noun->footer("Examples:\n" + examples);
  noun->require_subcommand(1);
  noun->fallthrough();
  return *noun;
}

CLI::App& add_verb(CLI::App& noun, const std::string& name,
                   const std::string& text, const std::string& examples) {
  auto* verb = noun.add_subcommand(name, text);
  verb->footer("Examples:\n" + examples);
  verb->fallthrough();
  return *verb;
}

command reading(std::string method, nlohmann::json params, view show) {
  command result;
  result.request.method = std::move(method);
  result.request.params = std::move(params);
  result.show = show;
  return result;
}

command changing(std::string method, nlohmann::json params, view show,
                 std::string again) {
  auto result = reading(std::move(method), std::move(params), show);
  result.request.what = effect::changes;
  result.request.timeout = ctl_limits::change;
  result.again = std::move(again);
  return result;
}

std::string check_not_empty(const std::string& value) {
  return value.empty() ? "the value must not be empty" : "";
}

CLI::Validator check_whole(std::optional<std::int64_t> least,
                           std::optional<std::int64_t> most) {
  const auto range = (least ? " from " + std::to_string(*least) : "") +
                     (most ? " to " + std::to_string(*most) : "");
  const auto check = [least, most, range](const std::string& value) {
    const auto number = whole_number(value);
    const bool fits =
        number && (!least || *number >= *least) && (!most || *number <= *most);
    return fits ? std::string() : "must be a whole number" + range;
  };
  return {check, range.empty() ? range : range.substr(1)};
}

void put(nlohmann::json& params, const char* name, const std::string& value) {
  if (!value.empty())
    params[name] = value;
}

void put(nlohmann::json& params, const char* name, std::int64_t value) {
  if (value != 0)
    params[name] = value;
}

void page_options::add_to(CLI::App& verb) {
  verb.add_option("--limit", limit, "How many at most")
      ->check(check_whole(1, 1000));
  verb.add_option("--cursor", cursor, "Goes on where the page before ended");
}

void page_options::put_into(nlohmann::json& params) const {
  put(params, "limit", limit);
  put(params, "cursor", cursor);
}

} // namespace orderd::ctl
