// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/storage/small_shop.hpp"

#include <string>
#include <string_view>

namespace orderd::testing {

/// A shop in which something goes wrong behind the daemon's back.
struct damaged_shop : small_shop {
  damaged_shop();

  /// What verify says now, with `figures` in memory.
  domain::verify_report verify();

  /// Does the damage, and expects a violation of the rule that is about the
  /// subject and says so.
  void expect(int rule, std::string_view damage, std::string_view subject,
              std::string_view text);

  /// A statement that adds a single delivery with these values: order,
  /// notification, status, attempts, channel.
  static std::string add_exception(std::string_view values);

  domain::memory_figures figures; ///< from before the damage
};

} // namespace orderd::testing
