// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

#include <span>
#include <string>
#include <vector>

namespace orderd::storage {

/// See writer::record_dead.
void record_dead(const write_context& context,
                 std::span<const dead_letter> dead, domain::utc_time at);

/// The statement that makes refunds dead, but for those that are not open any
/// more. Their orders are to be locked before.
void add_dead_refunds(pipeline& to, std::span<const dead_refund> dead,
                      domain::utc_time at);

/// See writer::record_dead_refunds.
void record_dead_refunds(const write_context& context,
                         std::span<const dead_refund> dead,
                         domain::utc_time at);

/// See writer::revive_refunds.
std::vector<open_refund> revive_refunds(const write_context& context,
                                        std::span<const domain::refund_id> ids);

/// See writer::revive_orders.
std::vector<dead_letter> revive_orders(const write_context& context,
                                       std::span<const domain::order_id> ids);

/// See writer::set_paused.
void set_paused(const write_context& context, const std::string& stage,
                bool paused);

} // namespace orderd::storage
