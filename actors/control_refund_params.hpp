// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/control_params.hpp"
#include "domain/money.hpp"
#include "domain/refund.hpp"

#include <tl/expected.hpp>

#include <string>

namespace orderd::actors {

/// Reads the refund that a client asks for. What makes no sense throws
/// `param_error`; an amount that no amount of this currency can be gives the
/// reason, for it is refused as one that the order does not have.
tl::expected<domain::refund_input, std::string>
read_refund(param_reader& params, const domain::currency& in);

} // namespace orderd::actors
