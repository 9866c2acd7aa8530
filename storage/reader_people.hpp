// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/result.hpp"
#include "storage/values.hpp"

#include <vector>

namespace orderd::storage {

/// The rows of `reading::read_notifications`.
std::vector<notification_view> notifications_of(const result& rows);

} // namespace orderd::storage
