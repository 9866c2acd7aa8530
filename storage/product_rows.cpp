// SPDX-License-Identifier: Apache-2.0
#include "storage/product_rows.hpp"

#include <utility>
#include <vector>

namespace orderd::storage {
namespace {

constexpr statement lock_products{
    "lock products",
    "SELECT sku, id, name, description, price, stock_quantity, active"
    " FROM products WHERE sku = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE"};

constexpr statement add_products{
    "add products",
    "INSERT INTO products (id, sku, name, description, price, stock_quantity,"
    "  active, created_at, updated_at)"
    " SELECT u.id, u.sku, u.name, u.description, u.price, u.stock,"
    "  u.active <> 0, $8::timestamptz, $8::timestamptz"
    " FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[],"
    "  $5::bigint[], $6::bigint[], $7::int[])"
    "  u(id, sku, name, description, price, stock, active)"};

constexpr statement change_products{
    "change products",
    "UPDATE products p SET name = u.name, description = u.description,"
    "  price = u.price, stock_quantity = u.stock, active = u.active <> 0,"
    "  updated_at = $7::timestamptz"
    " FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[],"
    "  $5::bigint[], $6::int[]) u(id, name, description, price, stock, active)"
    " WHERE p.id = u.id"};

constexpr statement add_movements{
    "record stock movements",
    "INSERT INTO stock_movements (product_id, id, delta, kind, reason,"
    "  import_id, created_at)"
    " SELECT u.*, $5::text, $6::bigint, $7::timestamptz"
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) u"};

/// Columns of many products, as arrays.
struct product_columns {
  std::vector<std::int64_t> ids, prices, stocks;
  std::vector<std::string> skus, names, descriptions;
  std::vector<std::int32_t> actives;

  void add(const std::string& sku, const product_row& row) {
    ids.push_back(row.id.value);
    skus.push_back(sku);
    names.push_back(row.name);
    descriptions.push_back(row.description);
    prices.push_back(row.price);
    stocks.push_back(row.stock);
    actives.push_back(row.active ? 1 : 0);
  }
};

std::string_view movement_kind(const product_row& row) {
  if (row.fresh)
    return "initial";
  return row.stock > row.stock_before ? "received" : "adjusted";
}

void add_columns(pipeline& to, const product_columns& fresh,
                 const product_columns& known, domain::utc_time now) {
  if (!fresh.ids.empty()) {
    params with;
    with.add_array(fresh.ids).add_array(fresh.skus).add_array(fresh.names);
    with.add_array(fresh.descriptions).add_array(fresh.prices);
    with.add_array(fresh.stocks).add_array(fresh.actives).add(now);
    to.emplace_back(&add_products, std::move(with));
  }
  if (!known.ids.empty()) {
    params with;
    with.add_array(known.ids).add_array(known.names);
    with.add_array(known.descriptions).add_array(known.prices);
    with.add_array(known.stocks).add_array(known.actives).add(now);
    to.emplace_back(&change_products, std::move(with));
  }
}

} // namespace

product_rows lock_product_rows(transaction& tx,
                               const std::set<std::string>& skus) {
  params with;
  const std::vector<std::string> names{skus.begin(), skus.end()};
  with.add_array(names);
  const auto rows = tx.run(lock_products, std::move(with));
  product_rows found;
  for (int i = 0; i < rows.rows(); ++i) {
    auto& row = found[std::string(rows.text(i, 0))];
    row.id = {rows.int64(i, 1)};
    row.name = rows.text(i, 2);
    row.description = rows.text(i, 3);
    row.price = rows.int64(i, 4);
    row.stock = row.stock_before = rows.int64(i, 5);
    row.active = rows.boolean(i, 6);
  }
  return found;
}

void add_product_rows(pipeline& to, const product_rows& rows,
                      movement_cause cause) {
  product_columns fresh, known;
  std::vector<std::int64_t> products, ids, deltas;
  std::vector<std::string> kinds;
  for (const auto& [sku, row] : rows) {
    (row.fresh ? fresh : known).add(sku, row);
    const auto delta = row.stock - row.stock_before;
    if (delta == 0)
      continue;
    products.push_back(row.id.value);
    ids.push_back(cause.first_id++);
    deltas.push_back(delta);
    kinds.emplace_back(movement_kind(row));
  }
  add_columns(to, fresh, known, cause.at);
  if (products.empty())
    return;
  params with;
  with.add_array(products).add_array(ids).add_array(deltas).add_array(kinds);
  with.add(cause.reason).add(cause.import).add(cause.at);
  to.emplace_back(&add_movements, std::move(with));
}

} // namespace orderd::storage
