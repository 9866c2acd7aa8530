// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/options.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <iostream>

namespace orderd::app {
namespace {

constexpr int usage_error = 2;

constexpr const char* description =
    "orderd turns every row of dropped CSV files into exactly one order.\n\n"
    "Without [database] url in its configuration it runs a private PostgreSQL "
    "in its\nstate directory. Ask it with orderctl; stop it with SIGTERM.";

constexpr const char* examples =
    "Examples:\n"
    "  orderd --state-dir ~/orderd\n"
    "  orderd --state-dir /var/lib/orderd --config /etc/orderd/orderd.toml\n"
    "  orderd --state-dir /tmp/o --set payment.simulator.approve_rate=0.8\n"
    "  orderd --check-config /etc/orderd/orderd.toml\n\n"
    "Every key of the configuration file can be overridden by a variable\n"
    "(ORDERD_LOG_LEVEL=debug) and by --set, which is the strongest.";

std::string default_state_directory() {
  // Set by systemd for a unit with StateDirectory.
  const char* given = std::getenv("STATE_DIRECTORY");
  return given == nullptr ? std::string{} : std::string{given};
}

std::optional<config::setting> parse_setting(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return std::nullopt;
  return config::setting{text.substr(0, equals), text.substr(equals + 1),
                         "--set " + text.substr(0, equals)};
}

} // namespace

std::variant<daemon_command, int>
parse_daemon_command(int argc, const char* const* argv) {
  daemon_command command;
  std::string checked;
  std::vector<std::string> settings;
  bool migrate = false;
  CLI::App app{description, "orderd"};
  app.footer(examples);
  app.set_version_flag("--version", "orderd " ORDERD_VERSION);
  app.add_option("--state-dir", command.state_directory,
                 "Folder of all that orderd keeps: incoming/, archive/, its "
                 "control socket, its PostgreSQL")
      ->type_name("DIR");
  app.add_option("--config", command.config_file, "Configuration file (TOML)")
      ->type_name("FILE");
  app.add_option("--set", settings, "Override one key, such as log.level=debug")
      ->type_name("KEY=VALUE");
  app.add_flag("--migrate", migrate,
               "Bring the database's schema up to date, and exit");
  app.add_option("--check-config", checked,
                 "Check a configuration file, name every problem, and exit")
      ->type_name("FILE");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& answered) {
    return app.exit(answered) == 0 ? 0 : usage_error;
  }
  for (const auto& text : settings) {
    auto setting = parse_setting(text);
    if (!setting) {
      std::cerr << "orderd: --set takes KEY=VALUE, such as log.level=debug, "
                   "and got \""
                << text << "\"\n";
      return usage_error;
    }
    command.settings.push_back(std::move(*setting));
  }
  if (!checked.empty()) {
    command.what = daemon_command::action::check_config;
    command.config_file = checked;
    return command;
  }
  if (migrate)
    command.what = daemon_command::action::migrate;
  if (command.state_directory.empty())
    command.state_directory = default_state_directory();
  if (command.state_directory.empty()) {
    std::cerr << "orderd: say where to keep its files with --state-dir DIR "
                 "(orderd --help shows examples)\n";
    return usage_error;
  }
  return command;
}

std::optional<config::configuration>
load_configuration(const daemon_command& command,
                   const char* const* environment) {
  config::inputs inputs;
  inputs.environment = config::our_variables(environment);
  inputs.flags = command.settings;
  if (!command.config_file.empty()) {
    auto text = config::read_file(command.config_file);
    if (!text) {
      std::cerr << "orderd: " << to_string(text.error()) << '\n';
      return std::nullopt;
    }
    inputs.file_name = command.config_file;
    inputs.file_text = std::move(*text);
  }
  auto loaded = config::load(inputs);
  if (loaded)
    return std::move(*loaded);
  for (const auto& problem : loaded.error())
    std::cerr << to_string(problem) << '\n';
  std::cerr << "orderd: " << loaded.error().size()
            << (loaded.error().size() == 1 ? " problem" : " problems")
            << " in the configuration\n";
  return std::nullopt;
}

} // namespace orderd::app
