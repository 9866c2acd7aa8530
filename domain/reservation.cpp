// SPDX-License-Identifier: Apache-2.0
#include "domain/reservation.hpp"

#include <algorithm>

namespace orderd::domain {
namespace {

// A product may stand in several lines, so its lines are summed before any
// of them is compared with the stock.
stock_levels summed(const reservation_request& request) {
  stock_levels wanted;
  for (const auto& line : request)
    wanted[line.product] += line.quantity;
  return wanted;
}

} // namespace

reservation reserve(const std::vector<reservation_request>& requests,
                    const stock_levels& stock) {
  reservation result;
  result.granted.reserve(requests.size());
  const auto left = [&](product_id product) {
    const auto on_hand = stock.find(product);
    if (on_hand == stock.end())
      return std::int64_t{0};
    const auto used = result.taken.find(product);
    return on_hand->second - (used == result.taken.end() ? 0 : used->second);
  };
  for (const auto& request : requests) {
    const auto wanted = summed(request);
    const bool served = std::ranges::all_of(wanted, [&](const auto& entry) {
      return entry.second <= left(entry.first);
    });
    if (served)
      for (const auto& [product, quantity] : wanted)
        result.taken[product] += quantity;
    result.granted.push_back(served);
  }
  return result;
}

} // namespace orderd::domain
