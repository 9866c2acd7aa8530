// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

namespace orderd::storage {

/// See writer::rehearse_refunds.
rehearsal_report rehearse_refunds(const write_context& context,
                                  const rehearsal_request& request);

} // namespace orderd::storage
