// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace orderd::storage {

/// What kind of failure it was, and so what may be done about it.
enum class error_kind {
  /// No usable connection; nothing was committed by the failed attempt unless
  /// `unknown_outcome` is the kind instead. Trying again later may help.
  unavailable,
  /// The connection was lost around COMMIT: committed or not, only the lane
  /// row tells.
  unknown_outcome,
  /// Serialization failure or deadlock (40001, 40P01): run it again whole.
  retry,
  /// The database refused the data itself (class 22 or 23).
  data_refused,
  /// The lane's epoch is not ours any more: another daemon took over.
  fenced,
  /// What was named does not exist.
  not_found,
  /// The present state forbids it (a position that moved, an import that is
  /// done already).
  conflict,
  /// The installation itself is at fault: schema too old or new, wrong
  /// settings, missing rights. A person has to act.
  misconfigured,
  /// Anything else; a defect.
  internal,
};

/// A failed storage operation. `what()` says what was attempted, on what, and
/// why it failed, without any secret.
class error : public std::runtime_error {
public:
  error(error_kind kind, const std::string& text, std::string sqlstate = {});

  [[nodiscard]] error_kind kind() const noexcept {
    return kind_;
  }

  /// The five characters of SQLSTATE, or empty if no server said anything.
  [[nodiscard]] std::string_view sqlstate() const noexcept {
    return sqlstate_;
  }

private:
  error_kind kind_;
  std::string sqlstate_;
};

/// The kind of failure that a SQLSTATE stands for. An unknown or empty one is
/// `unavailable` if the connection went with it, else `internal`.
error_kind kind_of(std::string_view sqlstate, bool connection_lost);

} // namespace orderd::storage
