// SPDX-License-Identifier: Apache-2.0
#include "storage/write_bisect.hpp"

#include "storage/error.hpp"

#include <optional>

namespace orderd::storage {
namespace {

using attempt = std::function<void(std::size_t, std::size_t)>;

std::optional<std::string> refusal(const attempt& try_out, std::size_t from,
                                   std::size_t to) {
  try {
    try_out(from, to);
    return std::nullopt;
  } catch (const error& failed) {
    if (failed.kind() != error_kind::data_refused)
      throw;
    return failed.what();
  }
}

void bisect(const attempt& try_out, std::size_t from, std::size_t to,
            refusals& found) {
  if (from == to)
    return;
  const auto why = refusal(try_out, from, to);
  if (!why)
    return;
  if (to - from == 1) {
    found.emplace(from, *why);
    return;
  }
  const auto middle = from + (to - from) / 2;
  bisect(try_out, from, middle, found);
  bisect(try_out, middle, to, found);
}

} // namespace

refusals find_refused(std::size_t rows, const attempt& try_out) {
  refusals found;
  bisect(try_out, 0, rows, found);
  return found;
}

} // namespace orderd::storage
