// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace orderd::app {

/// One file of `app/notify/templates/`.
struct built_in_template {
  std::string_view file; ///< its name
  std::string_view text;
};

/// All of them, compiled in.
std::span<const built_in_template> built_in_templates() noexcept;

} // namespace orderd::app
