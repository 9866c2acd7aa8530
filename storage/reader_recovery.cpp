// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"
#include "storage/reader_statements.hpp"

namespace orderd::storage {

namespace {

open_order open_order_of(const result& rows, int row) {
  open_order order;
  order.order.value = rows.int64(row, 0);
  order.customer.value = rows.int64(row, 1);
  order.import.value = rows.int64(row, 2);
  order.batch.value = rows.int64(row, 3);
  order.total.minor = rows.int64(row, 4);
  order.source = rows.text(row, 5);
  order.notify = rows.boolean(row, 6);
  return order;
}

} // namespace

std::vector<open_order> pg_reader::open_orders(domain::order_id after,
                                               int limit) {
  return session_.run([&](connection& at) {
    const auto rows =
        at.execute(reading::read_open_orders,
                   params{}.add(after.value).add(std::int64_t{limit}));
    std::vector<open_order> orders;
    for (int row = 0; row < rows.rows(); ++row) {
      if (orders.empty() || orders.back().order.value != rows.int64(row, 0))
        orders.push_back(open_order_of(rows, row));
      orders.back().items.push_back(
          {domain::product_id{rows.int64(row, 7)},
           static_cast<std::int32_t>(rows.int64(row, 8))});
    }
    return orders;
  });
}

std::vector<dead_letter> pg_reader::dead_orders() {
  return session_.run([](connection& at) {
    const auto rows = at.execute(reading::read_dead_orders);
    std::vector<dead_letter> dead;
    for (int row = 0; row < rows.rows(); ++row)
      dead.push_back({domain::order_id{rows.int64(row, 0)},
                      static_cast<int>(rows.int64(row, 1)),
                      std::string(rows.text(row, 2))});
    return dead;
  });
}

} // namespace orderd::storage
