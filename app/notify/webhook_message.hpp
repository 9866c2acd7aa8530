// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/money.hpp"
#include "domain/outgoing.hpp"

#include <string>
#include <vector>

/// What is posted, as the Standard Webhooks specification wants it.
namespace orderd::app {

/// The JSON object with `type`, `timestamp` and `data`: the same bytes at each
/// attempt, as long as the database says the same.
std::string webhook_body(const domain::outgoing& message,
                         const domain::currency& in);

/// The value of the header `webhook-signature`: `v1,` and the HMAC-SHA256 in
/// base64, once for each key.
std::string webhook_signature(const std::vector<std::string>& keys,
                              const std::string& id, std::int64_t timestamp,
                              const std::string& body);

} // namespace orderd::app
