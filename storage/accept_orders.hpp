// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

namespace orderd::storage {

/// writer::accept.
accept_result accept_orders(const write_context& context,
                            const accept_request& request);

} // namespace orderd::storage
