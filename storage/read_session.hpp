// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

#include <optional>
#include <utility>

namespace orderd::storage {

/// A connection for reading that is opened when it is first needed, and again
/// after it was lost. Not thread-safe.
class read_session {
public:
  explicit read_session(connect_options options);

  /// Runs `read(connection&)` and returns what it gives. If the connection is
  /// lost meanwhile, reconnects once and runs it again, so `read` must not
  /// have told anybody yet; then throws `unavailable`.
  template <class Read>
  auto run(Read read) {
    auto* at = &connected();
    try {
      return read(*at);
    } catch (const error& failure) {
      // A statement that ran into its time limit is `unavailable` too, but
      // would only take as long again.
      if (failure.kind() != error_kind::unavailable || at->alive())
        throw;
    }
    at = &connected();
    return read(*at);
  }

  [[nodiscard]] const connect_options& options() const noexcept {
    return options_;
  }

private:
  connection& connected();

  connect_options options_;
  std::optional<connection> connection_;
};

/// Opens a connection whose statements are planned for the values that they
/// are run with: optional conditions then cost nothing where they are not
/// given, and the plans follow tables that grow.
connection open_for_reading(const connect_options& options);

} // namespace orderd::storage
