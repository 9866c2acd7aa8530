// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/child_process.hpp"
#include "tests/support/daemon_fixture.hpp"

#include <string>
#include <vector>

namespace orderd::testing {

/// The command line that asks this daemon.
std::vector<std::string>
orderctl_command(const daemon_fixture& daemon,
                 const std::vector<std::string>& arguments);

/// The output of the built `orderctl`; fails the test case if it does not end
/// well.
std::string run_orderctl(const daemon_fixture& daemon,
                         const std::vector<std::string>& arguments);

} // namespace orderd::testing
