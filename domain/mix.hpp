// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace orderd::domain {

/// The finalizer of SplitMix64: each bit of the input moves about half of the
/// bits of the output. A bijection; no protection against an adversary.
constexpr std::uint64_t mixed(std::uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

} // namespace orderd::domain
