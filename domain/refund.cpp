// SPDX-License-Identifier: Apache-2.0
#include "domain/refund.hpp"

#include "domain/limits.hpp"
#include "domain/sha256.hpp"
#include "domain/values.hpp"

#include <algorithm>
#include <array>

namespace orderd::domain {
namespace {

constexpr std::array<std::string_view, 2> type_names{"partial", "full"};
constexpr std::array<std::string_view, 6> status_names{
    "pending", "processing", "completed", "failed", "cancelled", "reversed"};
constexpr std::array<std::string_view, 2> restock_names{"none", "all"};

template <class Enum, std::size_t N>
std::optional<Enum> find_name(const std::array<std::string_view, N>& names,
                              std::string_view text) {
  const auto found = std::ranges::find(names, text);
  if (found == names.end())
    return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

void append_number(std::string& to, std::int64_t value) {
  to += std::to_string(value);
  to += ';';
}

// Preceded by its length, so that no two requests are written alike.
void append_text(std::string& to, std::string_view text) {
  append_number(to, static_cast<std::int64_t>(text.size()));
  to += text;
}

} // namespace

std::string_view to_string(refund_type type) {
  return type_names.at(static_cast<std::size_t>(type));
}

std::string_view to_string(refund_status status) {
  return status_names.at(static_cast<std::size_t>(status));
}

std::string_view to_string(restock_rule rule) {
  return restock_names.at(static_cast<std::size_t>(rule));
}

std::optional<refund_type> parse_refund_type(std::string_view text) {
  return find_name<refund_type>(type_names, text);
}

std::optional<refund_status> parse_refund_status(std::string_view text) {
  return find_name<refund_status>(status_names, text);
}

std::optional<restock_rule> parse_restock_rule(std::string_view text) {
  return find_name<restock_rule>(restock_names, text);
}

std::optional<order_name> parse_order_name(std::string_view text) {
  if (const auto id = parse_order_number(text))
    return order_name{*id, {}, {}};
  const auto colon = text.find(':');
  if (colon == std::string_view::npos)
    return std::nullopt;
  const auto source = text.substr(0, colon);
  const auto ref = text.substr(colon + 1);
  if (!is_source_name(source) || ref.empty() ||
      ref.size() > limits::order_ref_bytes)
    return std::nullopt;
  return order_name{{}, std::string(source), std::string(ref)};
}

std::string to_string(const order_name& name) {
  return name.id ? order_number(name.id) : name.source + ":" + name.order_ref;
}

std::string refund_digest(const refund_input& refund, order_id order) {
  std::string bytes;
  append_text(bytes, "orderd refund 1");
  append_number(bytes, order.value);
  append_text(bytes, to_string(refund.type));
  append_text(bytes, refund.amount ? std::to_string(refund.amount->minor) : "");
  append_number(bytes, static_cast<std::int64_t>(refund.lines.size()));
  for (const auto& line : refund.lines) {
    append_text(bytes, line.sku);
    append_number(bytes, line.quantity);
  }
  append_text(bytes, refund.restock ? to_string(*refund.restock) : "");
  append_text(bytes, refund.reason);
  append_text(bytes, refund.notes);
  sha256 hash;
  hash.update(bytes);
  return hash.digest();
}

std::string file_refund_key(std::string_view content_sha256,
                            std::int64_t line) {
  return "file:" + to_hex(content_sha256) + ":" + std::to_string(line);
}

} // namespace orderd::domain
