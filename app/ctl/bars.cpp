// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/bars.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace orderd::ctl {

namespace {

constexpr const char* whole = "\u2588";
constexpr const char* shade = "\u2591";
constexpr std::array<const char*, 8> parts{
    "", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589"};

std::string repeated(const char* block, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i)
    result += block;
  return result;
}

/// `length` in columns, above 0.
std::string dark_bar(double length) {
  const auto eighths = std::max<std::size_t>(
      1, static_cast<std::size_t>(std::lround(length * parts.size())));
  return repeated(whole, eighths / parts.size()) +
         parts[eighths % parts.size()];
}

std::string light_bar(double length) {
  return repeated(shade, std::max<std::size_t>(
                             1, static_cast<std::size_t>(std::lround(length))));
}

} // namespace

std::vector<std::string> bars(const std::vector<double>& values,
                              std::size_t width) {
  double largest = 0;
  for (const auto value : values)
    largest = std::max(largest, std::abs(value));
  std::vector<std::string> result;
  for (const auto value : values) {
    const auto length =
        value == 0 ? 0 : std::abs(value) / largest * static_cast<double>(width);
    result.push_back(value == 0  ? ""
                     : value > 0 ? dark_bar(length)
                                 : light_bar(length));
  }
  return result;
}

} // namespace orderd::ctl
