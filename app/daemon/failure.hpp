// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/daemon/log.hpp"

#include <exception>

namespace orderd::app {

/// Says in the log and on stderr what ends the daemon. Returns the exit code:
/// 2 for a file that the configuration names and that cannot be used, which
/// another start would not mend, else 1.
int report_failure(event_log& log, const std::exception& failed);

} // namespace orderd::app
