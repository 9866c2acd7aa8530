// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

namespace orderd::storage {

/// See writer::request_refunds.
refunds_result request_refunds(const write_context& context,
                               const refunds_request& request);

} // namespace orderd::storage
