// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"
#include "domain/outgoing.hpp"

#include <tl/expected.hpp>

#include <string>

namespace orderd::app {

/// The address that a message goes to: that of a test if it names one, else
/// where all mails are redirected to, else the customer's. Or why there is
/// none: the customer's is not allowed (`skipped`), or is no address
/// (`refused`). Its domain is ASCII.
tl::expected<std::string, domain::handed>
mail_receiver(const domain::outgoing& message,
              const config::email_options& options);

} // namespace orderd::app
