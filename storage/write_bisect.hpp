// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <unordered_map>

namespace orderd::storage {

/// Rows that the database itself refused, by their place in the request, with
/// its reason.
using refusals = std::unordered_map<std::size_t, std::string>;

/// Finds the rows on which the database chokes by halving the batch until
/// each stands alone. `try_out` tries the rows from one to before another and
/// throws `data_refused`; what else it throws goes on to the caller.
refusals find_refused(
    std::size_t rows,
    const std::function<void(std::size_t from, std::size_t to)>& try_out);

} // namespace orderd::storage
