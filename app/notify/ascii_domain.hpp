// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>

#include <string>

namespace orderd::app {

/// A mail address with its domain as mail servers know it: `a@münchen.de`
/// becomes `a@xn--mnchen-3ya.de`. The part before the `@` stays, and so does a
/// domain that is ASCII already. Or why there is no such form.
tl::expected<std::string, std::string>
with_ascii_domain(const std::string& address);

} // namespace orderd::app
