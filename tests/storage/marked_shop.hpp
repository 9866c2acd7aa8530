// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/lane_session.hpp"
#include "tests/storage/writing_shop.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace orderd::testing {

/// Adds a mark to a `marked_shop`.
inline constexpr storage::statement add_one{
    "add one", "INSERT INTO marks VALUES ($1::bigint)"};

inline storage::params with(std::int64_t value) {
  storage::params all;
  all.add(value);
  return all;
}

/// A lane whose sessions write marks.
struct marked_shop : writing_shop {
  marked_shop() {
    change("CREATE TABLE marks (n bigint)");
  }

  storage::lane_session session(int connection = 1,
                                const std::string& url = {}) {
    auto options = writer_options();
    if (!url.empty())
      options.url = url;
    storage::session_hooks hooks;
    hooks.health = [this](bool connected, const std::string& reason) {
      if (!connected)
        losses.push_back(reason);
    };
    return {options, places.at(static_cast<std::size_t>(connection)), hooks,
            stop};
  }

  std::int64_t marks() {
    return number("SELECT count(*) FROM marks");
  }

  std::vector<std::string> losses;
};

} // namespace orderd::testing
