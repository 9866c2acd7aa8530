// SPDX-License-Identifier: Apache-2.0
#include "domain/order_row.hpp"

#include "domain/order_lines.hpp"
#include "domain/reject_codes.hpp"
#include "domain/values.hpp"

#include <array>
#include <string_view>

namespace orderd::domain {

namespace {

enum value : std::size_t { name, email, phone, address, order_ref, products };

constexpr std::array<known_column, 8> known{{{"customer_name", name},
                                             {"name", name},
                                             {"customer_email", email},
                                             {"email", email},
                                             {"phone", phone},
                                             {"address", address},
                                             {"order_ref", order_ref},
                                             {"products", products}}};

struct required_column {
  value what;
  std::string_view names;
};

constexpr std::array<required_column, 3> required{
    {{name, "customer_name (or name)"},
     {email, "customer_email (or email)"},
     {products, "products"}}};

auto text_with(const text_rule& rule) {
  return [&rule](std::string_view cell) { return read_text(cell, rule); };
}

} // namespace

tl::expected<orders_layout, reject>
orders_layout::from_header(const csv_record& record) {
  auto read = header::read(record, known);
  if (!read) {
    return tl::unexpected(std::move(read.error()));
  }
  std::string missing;
  for (const auto& [what, names] : required) {
    if (!read->column_of(what)) {
      missing += (missing.empty() ? "" : ", ") + std::string{names};
    }
  }
  if (!missing.empty()) {
    return tl::unexpected(reject_record(record, reject_code::missing_column,
                                        "the header lacks " + missing +
                                            "; found " + read->listed()));
  }
  return orders_layout{std::move(*read)};
}

tl::expected<order_input, reject>
orders_layout::to_order(const csv_record& record) const {
  row_values row{header_, record};
  order_input order;
  order.name = row.get(name, text_with(name_rule));
  order.email = row.get(email, read_email);
  order.phone = row.get(phone, text_with(phone_rule));
  order.address = row.get(address, text_with(address_rule));
  order.order_ref = row.get(order_ref, text_with(order_ref_rule));
  order.lines = row.get(
      products, [](std::string_view cell) { return read_order_lines(cell); });
  order.line = record.line;
  if (row.fault()) {
    return tl::unexpected(*row.fault());
  }
  return order;
}

} // namespace orderd::domain
