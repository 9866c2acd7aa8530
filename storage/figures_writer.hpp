// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

namespace orderd::storage {

/// See writer::mend_figures.
commit_facts mend_figures(const write_context& context, const figures_fix& fix);

} // namespace orderd::storage
