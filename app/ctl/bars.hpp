// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace orderd::ctl {

/// A bar of block characters for each value, scaled so that the largest one
/// is `width` columns wide, to an eighth of a column; values below 0 are drawn
/// in a lighter shade, to a whole column. No value but 0 goes without a bar.
std::vector<std::string> bars(const std::vector<double>& values,
                              std::size_t width);

} // namespace orderd::ctl
