// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/lane_session.hpp"

#include <optional>
#include <string>
#include <vector>

namespace orderd::storage {

/// What an installation is from its first start on.
struct installation {
  std::string id;       ///< 32 hex digits; part of every payment key
  std::string currency; ///< ISO 4217
  std::string timezone; ///< IANA name
};

/// What the configuration says that the installation is.
struct installation_wish {
  std::string currency;
  int currency_decimals = 2;
  std::string timezone;
};

/// Stores the settings at the first start and reads them at later ones.
/// Throws `misconfigured`, naming both values, if the configuration differs.
installation open_installation(connection& on, const installation_wish& wish);

/// Takes a lane for this process, if no other daemon has it: raises the epoch
/// of each of its rows, which fences off older holders and waits for their
/// last transactions, and commits that synchronously. Returns one place a
/// connection, or nothing while another daemon holds the lane. `on` must stay
/// open until the session of connection 0 is made: it holds the lane's lock.
std::optional<std::vector<lane_place>> claim_lane(connection& on, int lane,
                                                  int connections);

} // namespace orderd::storage
