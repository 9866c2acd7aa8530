// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace caf {
class actor_system_config;
} // namespace caf

namespace orderd::storage {
class error;
} // namespace orderd::storage

namespace orderd::actors {

/// Why an actor answers with an error instead of a result.
enum class errc : std::uint8_t {
  none = 0,
  not_found,       ///< what was named does not exist
  refused,         ///< the present state or a limit forbids it
  conflict,        ///< it contradicts what was accepted earlier
  busy,            ///< too much is in flight; try again later
  unavailable,     ///< the database is away; nothing was changed
  unknown_outcome, ///< a write may or may not have happened
  invalid,         ///< the request itself makes no sense
  data_refused,    ///< the database refused the data
  fenced,          ///< another daemon took the lane over
  misconfigured,   ///< the installation is at fault; a person has to act
  not_ready,       ///< starting or waiting as standby
  draining,        ///< the daemon takes nothing new
  timed_out,       ///< a read took longer than its limit
  internal,        ///< a defect
};

/// The name of a code, such as `not_found`: part of the control protocol.
std::string_view to_string(errc code);

/// Makes CAF render our errors with their names and texts.
void add_error_category(caf::actor_system_config& config);

/// An error with a text that says what was attempted, on what, and why not.
caf::error make_error(errc code, std::string text);

/// The code of an error of ours; CAF's own errors become the nearest code.
errc error_code(const caf::error& error);

/// The text given to `make_error`, or a sentence for CAF's own errors.
std::string error_text(const caf::error& error);

/// The one translation of storage's exceptions into answers.
caf::error to_error(const storage::error& error);

} // namespace orderd::actors
