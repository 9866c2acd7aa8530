// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/daemon.hpp"
#include "app/daemon/options.hpp"
#include "app/notify/channel_set.hpp"

#include <iostream>
#include <malloc.h>
#include <sys/stat.h>

extern char** environ;

namespace {

// Arenas of every thread keep what they freed: two are enough, and keep the
// resident size small.
constexpr int malloc_arenas = 2;

int check_config(const orderd::app::daemon_command& command) {
  const auto config = orderd::app::load_configuration(command, environ);
  if (!config)
    return 2;
  try {
    const orderd::app::channel_set readable(*config, {});
  } catch (const std::exception& failed) {
    std::cerr << failed.what() << '\n';
    return 2;
  }
  std::cout << command.config_file << ": ok\n";
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  using namespace orderd::app;
  ::mallopt(M_ARENA_MAX, malloc_arenas);
  ::umask(027);
  const auto parsed = parse_daemon_command(argc, argv);
  if (const auto* code = std::get_if<int>(&parsed))
    return *code;
  const auto& command = std::get<daemon_command>(parsed);
  if (command.what == daemon_command::action::check_config)
    return check_config(command);
  const auto config = load_configuration(command, environ);
  if (!config)
    return 2;
  if (command.what == daemon_command::action::migrate)
    return run_migrations(command, *config);
  auto log = event_log::open(config->log);
  if (!log) {
    std::cerr << "orderd: " << log.error() << '\n';
    return 1;
  }
  return run_daemon(command, *config,
                    std::shared_ptr<event_log>{std::move(*log)});
}
