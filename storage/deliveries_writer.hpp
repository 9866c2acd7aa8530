// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

#include <cstdint>
#include <span>

/// The operations of `writer` on notifications; see there.
namespace orderd::storage {

void record_deliveries(const write_context& context,
                       const delivery_records& records, domain::utc_time at);

void resend_notification(const write_context& context,
                         domain::notification_id id, domain::utc_time now);

std::int64_t revive_notifications(const write_context& context,
                                  std::span<const domain::notification_id> ids,
                                  const dead_letter_filter& filter,
                                  domain::utc_time now);

} // namespace orderd::storage
