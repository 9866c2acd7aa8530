// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

namespace orderd::storage {

/// writer::finalize.
finalize_result finalize_orders(const write_context& context,
                                const finalize_request& request);

} // namespace orderd::storage
