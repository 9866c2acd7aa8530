// SPDX-License-Identifier: Apache-2.0
#include "domain/ids.hpp"
#include "domain/order.hpp"
#include "storage/verify_checks.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace orderd::storage {

namespace {

constexpr statement count_states{"count the states of orders", R"sql(
  SELECT status, payment_status, count(*), min(id)
    FROM orders GROUP BY status, payment_status
   ORDER BY status, payment_status)sql"};

std::vector<domain::order_state> all_states() {
  using domain::order_status;
  using domain::payment_status;
  std::vector<domain::order_state> all;
  for (const auto status : {order_status::pending, order_status::processing,
                            order_status::paid, order_status::shipped,
                            order_status::delivered, order_status::cancelled})
    for (const auto payment :
         {payment_status::pending, payment_status::processing,
          payment_status::paid, payment_status::failed,
          payment_status::refunded, payment_status::partially_refunded,
          payment_status::not_charged})
      all.push_back({status, payment});
  return all;
}

// Every order starts as pending.
std::vector<domain::order_state> reachable_states() {
  const auto all = all_states();
  std::vector<domain::order_state> reached{domain::order_state{}};
  for (std::size_t at = 0; at < reached.size(); ++at)
    for (const auto to : all)
      if (domain::is_legal_step(reached[at], to) &&
          std::ranges::find(reached, to) == reached.end())
        reached.push_back(to);
  return reached;
}

bool is_legal(std::string_view status, std::string_view payment) {
  const auto states = reachable_states();
  return std::ranges::any_of(states, [&](domain::order_state state) {
    return to_string(state.status) == status &&
           to_string(state.payment) == payment;
  });
}

} // namespace

void check_states(connection& at, verified_rule& into) {
  const auto rows = at.execute(count_states);
  for (int row = 0; row < rows.rows(); ++row) {
    if (is_legal(rows.text(row, 0), rows.text(row, 1)))
      continue;
    const auto count = rows.int64(row, 2);
    const domain::order_id example{rows.int64(row, 3)};
    auto text = "is " + std::string(rows.text(row, 0)) + " with its payment " +
                std::string(rows.text(row, 1)) + ", which no order may be";
    if (count > 1)
      text += ", like " + std::to_string(count - 1) + " others";
    record(into, {"order " + domain::order_number(example), std::move(text)},
           count);
  }
}

} // namespace orderd::storage
