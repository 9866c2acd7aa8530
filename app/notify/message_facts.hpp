// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/outgoing.hpp"

#include <string>

/// What mails and webhooks say alike.
namespace orderd::app {

/// Empty if it is not known.
std::string customer_name(const domain::outgoing& message);

/// Why the order was cancelled or the money went back; may be empty.
std::string spoken_reason(const domain::outgoing& message);

} // namespace orderd::app
