// SPDX-License-Identifier: Apache-2.0
#include "domain/order_document.hpp"

#include "domain/limits.hpp"
#include "domain/order_lines.hpp"
#include "domain/strict_json.hpp"
#include "domain/text.hpp"
#include "domain/values.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>

namespace orderd::domain {

namespace {

using nlohmann::json;

using names = std::initializer_list<std::string_view>;

constexpr std::array<std::string_view, 11> order_fields{
    "order_ref", "source",         "customer", "customer_name",
    "name",      "customer_email", "email",    "phone",
    "address",   "products",       "items"};
constexpr std::array<std::string_view, 2> customer_fields{"name", "email"};

/// Whether arrays and objects stand at most `levels` deep in each other.
bool is_shallow(const json& value, std::size_t levels) {
  return !value.is_structured() ||
         (levels > 0 && std::ranges::all_of(value, [levels](const json& inner) {
            return is_shallow(inner, levels - 1);
          }));
}

/// A value of the document and where it was found.
struct found_value {
  std::string field;
  const json* value = nullptr;
};

/// Reads the fields of one document, and keeps the first error.
class document_reader {
public:
  explicit document_reader(const json& document) : document_{document} {}

  tl::expected<created_order, document_error> read();

private:
  void refuse_unknown(const json& object, std::string_view prefix,
                      std::span<const std::string_view> known);
  found_value find(names fields);
  std::string text(names fields, const text_rule& rule);
  std::string email();
  std::string source();
  std::vector<order_line> lines();
  /// The text of a field; nothing if it is not there or no text.
  std::optional<std::string> text_of(const found_value& found);
  void fail(std::string field, const std::string& reason);

  const json& document_;
  std::optional<document_error> error_;
};

tl::expected<created_order, document_error> document_reader::read() {
  if (!document_.is_object()) {
    fail("", std::string{"the document must be a JSON object, not "} +
                 document_.type_name());
    return tl::unexpected(*error_);
  }
  refuse_unknown(document_, "", order_fields);
  if (const auto customer = document_.find("customer");
      customer != document_.end()) {
    if (customer->is_object()) {
      refuse_unknown(*customer, "customer.", customer_fields);
    } else if (!customer->is_null()) {
      fail("customer", "must be an object with name and email");
    }
  }
  created_order made;
  made.order.order_ref = text({"order_ref"}, required_ref_rule);
  made.source = source();
  made.order.name = text({"customer.name", "customer_name", "name"}, name_rule);
  made.order.email = email();
  made.order.phone = text({"phone"}, phone_rule);
  made.order.address = text({"address"}, address_rule);
  made.order.lines = lines();
  if (error_) {
    return tl::unexpected(std::move(*error_));
  }
  return made;
}

void document_reader::refuse_unknown(const json& object,
                                     std::string_view prefix,
                                     std::span<const std::string_view> known) {
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) == known.end()) {
      std::string list;
      for (const auto field : known) {
        list += (list.empty() ? "" : ", ") + std::string{field};
      }
      fail(std::string{prefix} + shown(name, limits::shown_bytes),
           "is not a known field; known are " + list);
    }
  }
}

/// The value under the only one of the names that is there. A dot leads into
/// the customer.
found_value document_reader::find(names fields) {
  found_value found{std::string{*fields.begin()}, nullptr};
  if (fields.size() > 1 && fields.begin()->starts_with("customer.") &&
      !document_.contains("customer")) {
    found.field = *(fields.begin() + 1);
  }
  for (const auto name : fields) {
    const auto dot = name.find('.');
    const json* in = &document_;
    if (dot != std::string_view::npos) {
      const auto outer = document_.find(std::string{name.substr(0, dot)});
      if (outer == document_.end() || !outer->is_object()) {
        continue;
      }
      in = &*outer;
    }
    const auto at = in->find(std::string{
        dot == std::string_view::npos ? name : name.substr(dot + 1)});
    if (at == in->end() || at->is_null()) {
      continue;
    }
    if (found.value != nullptr) {
      fail(std::string{name},
           "and " + found.field + " mean the same; only one may be there");
    }
    found = {std::string{name}, &*at};
  }
  return found;
}

std::optional<std::string> document_reader::text_of(const found_value& found) {
  if (found.value == nullptr) {
    return std::nullopt;
  }
  if (!found.value->is_string()) {
    fail(found.field,
         std::string{"must be a text, not "} + found.value->type_name());
    return std::nullopt;
  }
  return found.value->get<std::string>();
}

std::string document_reader::text(names fields, const text_rule& rule) {
  const auto found = find(fields);
  if (found.value == nullptr && rule.required) {
    fail(found.field, "is required");
  }
  const auto value = text_of(found);
  if (!value) {
    return {};
  }
  auto read = read_text(*value, rule);
  if (!read) {
    fail(found.field, read.error().reason);
    return {};
  }
  return std::move(*read);
}

std::string document_reader::email() {
  const auto found = find({"customer.email", "customer_email", "email"});
  if (found.value == nullptr) {
    fail(found.field, "is required");
  }
  const auto value = text_of(found);
  if (!value) {
    return {};
  }
  auto read = read_email(*value);
  if (!read) {
    fail(found.field, read.error().reason);
    return {};
  }
  return std::move(*read);
}

std::string document_reader::source() {
  const auto value = text_of(find({"source"}));
  if (!value) {
    return std::string{default_source};
  }
  if (!is_source_name(*value)) {
    fail("source", quoted(*value, limits::shown_bytes) +
                       " is no source's name: 1 to 64 of a-z, 0-9, _ and -");
  }
  return *value;
}

std::vector<order_line> document_reader::lines() {
  const auto found = find({"products", "items"});
  if (found.value == nullptr) {
    fail(found.field, "is required: an array of objects with sku and quantity");
    return {};
  }
  if (!is_shallow(*found.value, limits::json_depth)) {
    fail(found.field, "is nested deeper than " +
                          std::to_string(limits::json_depth) + " levels");
    return {};
  }
  // The one reader of lines takes text. A document that holds bytes that are
  // not UTF-8 was not parsed from text; they are shown as replaced.
  const auto json_text =
      found.value->dump(-1, ' ', false, json::error_handler_t::replace);
  auto read = read_order_lines(json_text, unknown_keys::refused);
  if (!read) {
    fail(found.field, read.error().reason);
    return {};
  }
  return std::move(*read);
}

void document_reader::fail(std::string field, const std::string& reason) {
  if (!error_) {
    auto sentence = field.empty() ? reason : field + " " + reason;
    error_ = document_error{std::move(field), std::move(sentence)};
  }
}

} // namespace

tl::expected<created_order, document_error>
read_order_document(const json& document) {
  return document_reader{document}.read();
}

tl::expected<created_order, document_error>
parse_order_document(std::string_view text) {
  const auto document = parse_strict_json(text);
  if (!document) {
    return tl::unexpected(document_error{"", document.error()});
  }
  return read_order_document(*document);
}

} // namespace orderd::domain
