// SPDX-License-Identifier: Apache-2.0
#include "domain/product_row.hpp"

#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"
#include "domain/values.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace orderd::domain {

namespace {

enum value : std::size_t { sku, name, price, stock, description, active };

constexpr std::array<known_column, 6> known{{{"sku", sku},
                                             {"name", name},
                                             {"price", price},
                                             {"stock", stock},
                                             {"description", description},
                                             {"active", active}}};

value_result<money> read_price(std::string_view cell, const currency& in) {
  const auto price = parse_money(trim(cell), in);
  if (!price) {
    return tl::unexpected(
        value_fault{reject_code::invalid_number, price.error()});
  }
  if (price->minor < 0) {
    return tl::unexpected(value_fault{
        reject_code::invalid_number, quoted(trim(cell), limits::shown_bytes) +
                                         " is negative; a price is 0 or more"});
  }
  return *price;
}

/// What `read` makes of a cell, or nothing for an empty one.
template <class Read>
auto given(row_values& row, std::size_t value, Read read) {
  using made = decltype(row.get(value, read));
  return row.filled(value) ? std::optional<made>{row.get(value, read)}
                           : std::nullopt;
}

auto text_with(const text_rule& rule) {
  return [&rule](std::string_view cell) { return read_text(cell, rule); };
}

} // namespace

tl::expected<products_layout, reject>
products_layout::from_header(const csv_record& record) {
  auto read = header::read(record, known);
  if (!read) {
    return tl::unexpected(std::move(read.error()));
  }
  const bool changes =
      std::ranges::any_of(known, [&](const known_column& column) {
        return column.value != sku && read->column_of(column.value);
      });
  if (!read->column_of(sku) || !changes) {
    return tl::unexpected(reject_record(
        record, reject_code::missing_column,
        "the header must name sku and at least one of name, price, stock, "
        "description, active; found " +
            read->listed()));
  }
  return products_layout{std::move(*read)};
}

tl::expected<product_input, reject>
products_layout::to_product(const csv_record& record,
                            const currency& in) const {
  row_values row{header_, record};
  product_input product;
  product.sku = row.get(sku, text_with(sku_rule));
  product.name = given(row, name, text_with(name_rule));
  product.price = given(row, price, [&in](std::string_view cell) {
    return read_price(cell, in);
  });
  product.stock = given(row, stock, [](std::string_view cell) {
    return read_whole_number(cell, limits::stock);
  });
  product.description = given(row, description, text_with(description_rule));
  product.active = given(row, active, read_flag);
  product.line = record.line;
  if (row.fault()) {
    return tl::unexpected(*row.fault());
  }
  return product;
}

} // namespace orderd::domain
