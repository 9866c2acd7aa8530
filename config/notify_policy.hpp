// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "domain/notify_policy.hpp"

namespace orderd::config {

/// Which notifications there are from now on: one policy for each channel that
/// `notify.channels` or a source names.
domain::notify_policy notify_policy_of(const configuration& c);

} // namespace orderd::config
