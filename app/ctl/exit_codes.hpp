// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace orderd::ctl {

/// What orderctl exits with; part of its interface.
namespace exit_code {
inline constexpr int ok = 0;
inline constexpr int failed = 1;
inline constexpr int usage = 2;
inline constexpr int not_found = 3;
inline constexpr int refused = 4; ///< by state or limits
inline constexpr int partly_done =
    5; ///< there are rejects, or a stage was left out
inline constexpr int not_permitted = 6;
inline constexpr int not_reachable = 7;   ///< no daemon, or it went away
inline constexpr int unknown_outcome = 8; ///< done or not
inline constexpr int verify_fault = 9;
} // namespace exit_code

} // namespace orderd::ctl
