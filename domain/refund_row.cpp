// SPDX-License-Identifier: Apache-2.0
#include "domain/refund_row.hpp"

#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"
#include "domain/text.hpp"
#include "domain/values.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace orderd::domain {

namespace {

enum value : std::size_t { order, amount, full, reason, notes, key, restock };

constexpr std::array<known_column, 7> known{{{"order", order},
                                             {"amount", amount},
                                             {"full", full},
                                             {"reason", reason},
                                             {"notes", notes},
                                             {"key", key},
                                             {"restock", restock}}};

/// As long as a source, a colon and a reference can be.
constexpr text_rule order_rule{
    limits::source_bytes + 1 + limits::order_ref_bytes, true};

tl::unexpected<value_fault> fault(std::string_view code, std::string why) {
  return tl::unexpected(value_fault{code, std::move(why)});
}

std::string in_quotes(std::string_view value) {
  return quoted(value, limits::shown_bytes);
}

auto text_with(const text_rule& rule) {
  return [&rule](std::string_view cell) { return read_text(cell, rule); };
}

value_result<order_name> read_order(std::string_view cell) {
  const auto text = read_text(cell, order_rule);
  if (!text) {
    return tl::unexpected(text.error());
  }
  const auto name = parse_order_name(*text);
  if (!name) {
    return fault(reject_code::invalid_value,
                 in_quotes(*text) +
                     " names no order: expected 42, ORD-0000000042 or "
                     "SOURCE:REF");
  }
  return *name;
}

/// What the cell `amount` says: nothing, all that is left, or so much.
struct said_amount {
  bool all = false;
  std::optional<money> given;
};

value_result<said_amount> read_amount(std::string_view cell,
                                      const currency& in) {
  const auto text = trim(cell);
  if (text.empty()) {
    return said_amount{};
  }
  if (lower_ascii(text) == "full") {
    return said_amount{true, std::nullopt};
  }
  const auto parsed = parse_money(text, in);
  if (!parsed) {
    return fault(reject_code::invalid_amount, parsed.error());
  }
  if (parsed->minor <= 0) {
    return fault(reject_code::invalid_amount,
                 in_quotes(text) + " is not above 0, as a refund is");
  }
  return said_amount{false, *parsed};
}

value_result<std::optional<restock_rule>> read_restock(std::string_view cell) {
  const auto text = lower_ascii(trim(cell));
  const auto rule = parse_restock_rule(text);
  if (!text.empty() && !rule) {
    return fault(reject_code::invalid_value,
                 in_quotes(text) + " is neither none nor all");
  }
  return rule;
}

/// Puts a fault down to a column that the file has.
void refuse(row_values& row, value column, std::string_view code,
            std::string_view why) {
  row.get(column, [&](std::string_view) -> value_result<bool> {
    return fault(code, std::string{why});
  });
}

void take_amount(row_values& row, const currency& in, refund_input& refund) {
  const auto said = row.get(
      amount, [&in](std::string_view cell) { return read_amount(cell, in); });
  const bool answered = row.filled(full);
  const bool flag = answered && row.get(full, read_flag);
  refund.amount = said.given;
  refund.type = said.all || flag ? refund_type::full : refund_type::partial;
  if (said.all && answered && !flag) {
    refuse(row, full, reject_code::invalid_value,
           "says no, but amount says full");
  } else if (refund.type == refund_type::partial && !refund.amount) {
    refuse(row, row.has(amount) ? amount : full, reject_code::missing_value,
           "asks for nothing: a row needs an amount, or to be full");
  }
}

} // namespace

tl::expected<refunds_layout, reject>
refunds_layout::from_header(const csv_record& record) {
  auto read = header::read(record, known);
  if (!read) {
    return tl::unexpected(std::move(read.error()));
  }
  if (!read->column_of(order) ||
      (!read->column_of(amount) && !read->column_of(full))) {
    return tl::unexpected(
        reject_record(record, reject_code::missing_column,
                      "the header must name order, and amount or full; found " +
                          read->listed()));
  }
  return refunds_layout{std::move(*read)};
}

tl::expected<refund_input, reject>
refunds_layout::to_refund(const csv_record& record, const currency& in) const {
  row_values row{header_, record};
  refund_input refund;
  refund.order = row.get(order, read_order);
  take_amount(row, in, refund);
  refund.reason = row.get(reason, text_with(refund_reason_rule));
  refund.notes = row.get(notes, text_with(refund_notes_rule));
  refund.key = row.get(key, text_with(request_key_rule));
  refund.restock = row.get(restock, read_restock);
  refund.line = record.line;
  if (row.fault()) {
    return tl::unexpected(*row.fault());
  }
  return refund;
}

} // namespace orderd::domain
