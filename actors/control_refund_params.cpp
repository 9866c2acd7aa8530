// SPDX-License-Identifier: Apache-2.0
#include "actors/control_refund_params.hpp"

#include "domain/limits.hpp"
#include "domain/text.hpp"
#include "domain/values.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace orderd::actors {

namespace {

using maybe_money = std::optional<domain::money>;

bool is_decimal(std::string_view text) {
  const auto digits = [](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, [](char c) {
      return c >= '0' && c <= '9';
    });
  };
  if (text.starts_with('-'))
    text.remove_prefix(1);
  const auto point = text.find('.');
  return digits(text.substr(0, point)) &&
         (point == std::string_view::npos || digits(text.substr(point + 1)));
}

/// The amount, or why no amount of this currency can be what was given; what
/// is no number at all is a wrong parameter. The rules for refunds refuse what
/// is not above 0, with the order's numbers.
tl::expected<maybe_money, std::string> read_amount(param_reader& params,
                                                   const domain::currency& in) {
  const auto text = params.maybe_text("amount");
  if (!text)
    return maybe_money{};
  const auto trimmed = domain::trim(*text);
  auto parsed = domain::parse_money(trimmed, in);
  if (parsed)
    return maybe_money{*parsed};
  if (!is_decimal(trimmed))
    throw param_error("amount", "makes no sense: " + parsed.error());
  return tl::unexpected("cannot refund that amount: " +
                        std::move(parsed.error()));
}

domain::refund_type read_type(param_reader& params) {
  const auto type = domain::parse_refund_type(params.text("type"));
  if (!type)
    throw param_error("type", "must be full or partial");
  return *type;
}

std::optional<domain::restock_rule> read_restock(param_reader& params) {
  const auto name = params.maybe_text("restock");
  if (!name)
    return std::nullopt;
  const auto rule = domain::parse_restock_rule(*name);
  if (!rule)
    throw param_error("restock", "must be none or all");
  return rule;
}

domain::refund_line read_line(const nlohmann::json& given) {
  const auto wrong = [] {
    return param_error("lines", "must be a list of {\"sku\": TEXT, "
                                "\"quantity\": WHOLE NUMBER}");
  };
  if (!given.is_object())
    throw wrong();
  param_reader fields(given);
  domain::refund_line line;
  try {
    line.sku = domain::trim(fields.text("sku"));
    line.quantity = static_cast<std::int32_t>(
        fields.integer("quantity", INT32_MIN, domain::limits::quantity));
    fields.finish();
  } catch (const param_error& error) {
    throw param_error("lines",
                      std::string("has a wrong line: ") + error.what());
  }
  return line;
}

std::vector<domain::refund_line> read_lines(param_reader& params) {
  std::vector<domain::refund_line> lines;
  if (!params.has("lines"))
    return lines;
  const auto& given = params.value("lines");
  if (!given.is_array() || given.size() > domain::limits::order_lines)
    throw param_error("lines", "must be a list of at most " +
                                   std::to_string(domain::limits::order_lines) +
                                   " lines");
  for (const auto& line : given)
    lines.push_back(read_line(line));
  return lines;
}

} // namespace

tl::expected<domain::refund_input, std::string>
read_refund(param_reader& params, const domain::currency& in) {
  domain::refund_input refund;
  auto order = params.order("order");
  refund.order = {order.id, std::move(order.source),
                  std::move(order.order_ref)};
  refund.type = read_type(params);
  refund.lines = read_lines(params);
  refund.restock = read_restock(params);
  refund.reason = params.text_within("reason", domain::refund_reason_rule);
  refund.notes = params.text_within("notes", domain::refund_notes_rule);
  refund.key = params.text_within("key", domain::request_key_rule);
  if (refund.key.empty() && params.has("key"))
    throw param_error("key", "must not be empty");
  const auto force = params.flag_or("force", false);
  refund.guard_repeat =
      params.flag_or("guard_repeat", refund.key.empty()) && !force;
  auto amount = read_amount(params, in);
  if (!amount)
    return tl::unexpected(std::move(amount.error()));
  refund.amount = *amount;
  if (refund.type == domain::refund_type::partial && !refund.amount &&
      refund.lines.empty())
    throw param_error("amount", "or `lines` is missing: a partial refund says "
                                "how much");
  return refund;
}

} // namespace orderd::actors
