// SPDX-License-Identifier: Apache-2.0
#include "domain/leaderboard.hpp"

#include "domain/mix.hpp"

#include <algorithm>

namespace orderd::domain {
namespace {

bool is_nothing(const customer_totals& totals) noexcept {
  return totals.spent == 0 && totals.orders == 0;
}

} // namespace

std::uint64_t digest_of(const customer_totals& totals) noexcept {
  const auto id = static_cast<std::uint64_t>(totals.customer.value);
  const auto spent = static_cast<std::uint64_t>(totals.spent);
  const auto orders = static_cast<std::uint64_t>(totals.orders);
  return mixed(id ^ mixed(spent ^ mixed(orders)));
}

void leaderboard::apply(const customer_delta& delta) {
  auto& by_customer = board_.get<1>();
  const auto found = by_customer.find(delta.customer.value);
  if (found == by_customer.end()) {
    const customer_totals fresh{delta.customer, delta.spent, delta.orders};
    if (is_nothing(fresh))
      return;
    board_.insert(fresh);
    digest_ += digest_of(fresh);
    return;
  }
  digest_ -= digest_of(*found);
  by_customer.modify(found, [&](customer_totals& totals) {
    totals.spent += delta.spent;
    totals.orders += delta.orders;
  });
  const auto changed = by_customer.find(delta.customer.value);
  if (is_nothing(*changed))
    by_customer.erase(changed);
  else
    digest_ += digest_of(*changed);
}

std::vector<customer_totals> leaderboard::top(std::size_t limit) const {
  const auto& ranked = board_.get<0>();
  std::vector<customer_totals> first;
  first.reserve(std::min(limit, ranked.size()));
  for (const auto& totals : ranked) {
    if (first.size() == limit)
      break;
    first.push_back(totals);
  }
  return first;
}

std::optional<std::size_t> leaderboard::rank(customer_id customer) const {
  const auto& by_customer = board_.get<1>();
  const auto found = by_customer.find(customer.value);
  if (found == by_customer.end())
    return std::nullopt;
  const auto& ranked = board_.get<0>();
  return ranked.rank(board_.project<0>(found)) + 1;
}

std::optional<customer_totals> leaderboard::find(customer_id customer) const {
  const auto& by_customer = board_.get<1>();
  const auto found = by_customer.find(customer.value);
  if (found == by_customer.end())
    return std::nullopt;
  return *found;
}

std::vector<customer_delta> leaderboard::all() const {
  std::vector<customer_delta> every;
  every.reserve(board_.size());
  for (const auto& totals : board_.get<1>())
    every.push_back({totals.customer, totals.spent, totals.orders});
  std::ranges::sort(every, {}, &customer_delta::customer);
  return every;
}

} // namespace orderd::domain
