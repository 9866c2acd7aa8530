// SPDX-License-Identifier: Apache-2.0
#include "storage/error.hpp"

#include <utility>

namespace orderd::storage {

error::error(error_kind kind, const std::string& text, std::string sqlstate)
    : std::runtime_error(text), kind_(kind), sqlstate_(std::move(sqlstate)) {}

error_kind kind_of(std::string_view sqlstate, bool connection_lost) {
  const auto is_class = [&](std::string_view two) {
    return sqlstate.substr(0, 2) == two;
  };
  if (sqlstate == "40001" || sqlstate == "40P01" || sqlstate == "55P03")
    return error_kind::retry;
  // 57P0x: the server stops or starts; 25P03: it ended a session that was idle
  // in its transaction, as after a suspend; class 53: no connection, memory or
  // disk left; 25006: a standby, whose primary is to be waited for; 57014: a
  // statement that ran into its limit.
  if (is_class("08") || is_class("53") || sqlstate == "57P01" ||
      sqlstate == "57P02" || sqlstate == "25P03" || sqlstate == "57P04" ||
      sqlstate == "57P03" || sqlstate == "57P05" || sqlstate == "57014" ||
      sqlstate == "25006")
    return error_kind::unavailable;
  if (is_class("22") || is_class("23"))
    return error_kind::data_refused;
  if (is_class("28") || sqlstate == "3D000" || sqlstate == "3F000" ||
      sqlstate == "42501" || sqlstate == "42P01")
    return error_kind::misconfigured;
  return connection_lost ? error_kind::unavailable : error_kind::internal;
}

} // namespace orderd::storage
