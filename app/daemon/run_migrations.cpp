// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/daemon.hpp"

#include "app/daemon/database.hpp"
#include "app/daemon/state_directory.hpp"

#include <iostream>

namespace orderd::app {

int run_migrations(const daemon_command& command,
                   const config::configuration& config) {
  try {
    if (config.database.url.empty())
      storage::refuse_root({});
    const state_directory directory{command.state_directory};
    const auto embedded = make_embedded(config, directory.path());
    if (embedded)
      embedded->start();
    const auto applied =
        migrate_database(database_options(config, embedded.get()));
    if (embedded)
      embedded->stop();
    std::cout << "orderd: " << applied
              << (applied == 1 ? " migration" : " migrations") << " applied\n";
    return 0;
  } catch (const std::exception& failed) {
    std::cerr << "orderd: " << failed.what() << '\n';
    return 1;
  }
}

} // namespace orderd::app
