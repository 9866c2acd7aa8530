// SPDX-License-Identifier: Apache-2.0
#include "storage/import_row.hpp"
#include "storage/pg_reader.hpp"
#include "storage/reader_statements.hpp"

#include <algorithm>
#include <limits>

namespace orderd::storage {

namespace {

product_view product_of(const result& rows, int row) {
  product_view product;
  product.id.value = rows.int64(row, 0);
  product.sku = rows.text(row, 1);
  product.name = rows.text(row, 2);
  product.description = rows.text(row, 3);
  product.price.minor = rows.int64(row, 4);
  product.stock_quantity = rows.int64(row, 5);
  product.active = rows.boolean(row, 6);
  product.reserved = rows.int64(row, 7);
  return product;
}

std::vector<import_record> read_imports(connection& at,
                                        std::optional<std::int64_t> id,
                                        bool unfinished, std::int64_t limit) {
  const auto rows = at.execute(reading::read_imports,
                               params{}.add(id).add(unfinished).add(limit));
  std::vector<import_record> imports;
  for (int row = 0; row < rows.rows(); ++row)
    imports.push_back(read_import_row(rows, row));
  return imports;
}

} // namespace

std::optional<product_view> pg_reader::find_product(const std::string& sku) {
  return session_.run([&](connection& at) -> std::optional<product_view> {
    const auto rows = at.execute(reading::find_product, params{}.add(sku));
    if (rows.rows() == 0)
      return std::nullopt;
    return product_of(rows, 0);
  });
}

std::vector<product_view> pg_reader::list_products(const std::string& after,
                                                   int limit) {
  return session_.run([&](connection& at) {
    const auto rows = at.execute(reading::read_products,
                                 params{}.add(after).add(std::int64_t{limit}));
    std::vector<product_view> page;
    for (int row = 0; row < rows.rows(); ++row)
      page.push_back(product_of(rows, row));
    return page;
  });
}

std::optional<import_record> pg_reader::find_import(domain::import_id id) {
  auto found = session_.run(
      [&](connection& at) { return read_imports(at, id.value, false, 1); });
  if (found.empty())
    return std::nullopt;
  return std::move(found.front());
}

std::vector<import_record> pg_reader::list_imports(int limit) {
  return session_.run([&](connection& at) {
    return read_imports(at, std::nullopt, false, limit);
  });
}

std::vector<import_record> pg_reader::unfinished_imports() {
  auto found = session_.run([](connection& at) {
    return read_imports(at, std::nullopt, true,
                        std::numeric_limits<std::int64_t>::max());
  });
  std::ranges::reverse(found);
  return found;
}

std::vector<domain::reject> pg_reader::list_rejects(domain::import_id id,
                                                    std::int64_t after_line,
                                                    int limit) {
  return session_.run([&](connection& at) {
    const auto rows = at.execute(
        reading::read_rejects,
        params{}.add(id.value).add(after_line).add(std::int64_t{limit}));
    std::vector<domain::reject> page;
    for (int row = 0; row < rows.rows(); ++row)
      page.push_back({rows.int64(row, 0), std::string(rows.text(row, 1)),
                      std::string(rows.text(row, 2)),
                      std::string(rows.text(row, 3)), rows.bytes(row, 4)});
    return page;
  });
}

} // namespace orderd::storage
