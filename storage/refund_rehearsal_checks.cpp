// SPDX-License-Identifier: Apache-2.0
#include "storage/refund_rehearsal_run.hpp"

namespace orderd::storage {
namespace {

constexpr statement read_stock{
    "read the scratch stock",
    "SELECT i.quantity,"
    "  (SELECT p.stock_quantity FROM products p WHERE p.id = i.product_id),"
    "  (SELECT coalesce(sum(r.restocked), 0)::bigint FROM refund_items r"
    "    WHERE r.order_id = i.order_id AND r.line_no = i.line_no)"
    " FROM order_items i WHERE i.order_id = $1::bigint"};

constexpr statement read_totals{
    "read the scratch totals",
    "SELECT (SELECT total_spent FROM customers WHERE id = -1),"
    "  (SELECT total_orders FROM customers WHERE id = -1),"
    "  coalesce(sum(refunds), 0)::bigint,"
    "  coalesce(sum(refunds_by_order_day), 0)::bigint"
    " FROM daily_kpis WHERE source = $1::text"};

} // namespace

// What is in stock is what the books say went back, never more than was sold.
void refund_rehearsal_run::check_stock(transaction& tx) {
  params with;
  with.add(scratch_order.value);
  const auto rows = tx.run(read_stock, std::move(with));
  std::int64_t sold = 0, back = 0;
  bool ok = true;
  for (int i = 0; i < rows.rows(); ++i) {
    sold += rows.int64(i, 0);
    back += rows.int64(i, 1);
    ok = ok && rows.int64(i, 1) == rows.int64(i, 2) &&
         rows.int64(i, 1) <= rows.int64(i, 0);
  }
  check("stock is back", ok && (!all_back_ || back == sold),
        std::to_string(back) + " of the " + std::to_string(sold) +
            " units sold are back in stock" +
            (all_back_ || back == sold
                 ? ""
                 : ": only a full refund before shipment restocks all by"
                   " itself"));
}

void refund_rehearsal_run::check_totals(transaction& tx) {
  params with;
  with.add(scratch_name);
  const auto rows = tx.run(read_totals, std::move(with));
  domain::kpi_figures told;
  for (const auto& [day, figures] : kpis_)
    told += figures;
  const domain::money spent{rows.int64(0, 0)}, refunds{rows.int64(0, 2)};
  const auto expected =
      copy_.captured.minor - copy_.refunded.minor - completed_.minor;
  check("totals",
        spent.minor == expected && rows.int64(0, 1) == 1 &&
            refunds == completed_ && rows.int64(0, 3) == completed_.minor &&
            told.refunds == completed_.minor &&
            told.refunds_by_order_day == completed_.minor,
        "the customer spent " + amount(spent) + ", the day's refunds are " +
            amount(refunds));
}

} // namespace orderd::storage
