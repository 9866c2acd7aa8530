// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string_view>
#include <thread>

namespace orderd::testing {

/// How long tests wait for what takes a moment, on a busy machine.
inline constexpr std::chrono::seconds wait_limit{60};

/// Waits until the condition holds; whether it did within the limit.
template <class Condition>
bool holds_within(std::chrono::milliseconds limit, Condition&& condition) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

/// Waits until the condition holds; fails the test case, saying what did not
/// happen, if that takes too long.
template <class Condition>
void wait_until(std::string_view what, Condition&& condition,
                std::chrono::milliseconds limit = wait_limit) {
  BOOST_REQUIRE_MESSAGE(holds_within(limit, condition),
                        "waited in vain until " << what);
}

} // namespace orderd::testing
