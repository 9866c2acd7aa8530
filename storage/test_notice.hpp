// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/values.hpp"

namespace orderd::storage {

/// Turns a message about an order into what `notifications test` sends: as if
/// the order, whose total is `order_total`, had just come at `now` to what the
/// message's type says.
void make_test_notice(outgoing& message, domain::money order_total,
                      domain::utc_time now);

} // namespace orderd::storage
