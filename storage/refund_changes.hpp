// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

#include <span>
#include <vector>

namespace orderd::storage {

/// See writer::take_up_refunds.
std::vector<open_refund> take_up_refunds(const write_context& context,
                                         domain::refund_id after, int limit,
                                         bool claim);

/// See writer::cancel_refund.
void cancel_refund(const write_context& context, domain::refund_id id,
                   domain::utc_time now);

/// See writer::reverse_refund.
settlement_result reverse_refund(const write_context& context,
                                 const refund_reversal& reversal);

} // namespace orderd::storage
