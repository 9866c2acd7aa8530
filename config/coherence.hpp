// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "config/load.hpp"

#include <string>
#include <vector>

namespace orderd::config {

/// What is wrong with values that are right one by one: a channel that lacks
/// what it needs, or a password that would be sent in the clear. `origin` is
/// how the problems name where it stands.
std::vector<problem> find_contradictions(const configuration& c,
                                         const std::string& origin);

} // namespace orderd::config
