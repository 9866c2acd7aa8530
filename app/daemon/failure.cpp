// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/failure.hpp"

#include "app/notify/file_of_key.hpp"

#include <iostream>

namespace orderd::app {

int report_failure(event_log& log, const std::exception& failed) {
  constexpr int wrong_configuration = 2;
  constexpr int any_failure = 1;
  log.write(actors::log_level::error, "daemon.failed",
            {{"reason", failed.what()}});
  std::cerr << "orderd: " << failed.what() << '\n';
  return dynamic_cast<const unusable_file*>(&failed) != nullptr
             ? wrong_configuration
             : any_failure;
}

} // namespace orderd::app
