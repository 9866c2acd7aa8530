// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace orderd::testing {

/// While it lives, whoever looks up the address of this host waits, as for a
/// name server that does not answer: until its end, or a minute. One at a time.
class held_lookup {
public:
  explicit held_lookup(std::string host);
  /// Returns when nobody waits any more.
  ~held_lookup();
  held_lookup(const held_lookup&) = delete;
  held_lookup& operator=(const held_lookup&) = delete;

  /// Whether somebody waits.
  [[nodiscard]] bool holds_somebody() const;
};

} // namespace orderd::testing
