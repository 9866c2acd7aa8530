// SPDX-License-Identifier: Apache-2.0
#include "domain/order_lines.hpp"

#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"
#include "domain/strict_json.hpp"
#include "domain/text.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <utility>

namespace orderd::domain {

namespace {

using nlohmann::json;

/// Takes the events of the JSON parser; false stops it at the first fault.
class lines_handler final : public nlohmann::json_sax<json> {
public:
  explicit lines_handler(unknown_keys keys) : keys_{keys} {}

  value_result<std::vector<order_line>> result() && {
    if (fault_) {
      return tl::unexpected(std::move(*fault_));
    }
    return std::move(lines_);
  }

  bool null() override {
    return other("null");
  }
  bool boolean(bool value) override {
    return other(value ? "true" : "false");
  }

  bool number_integer(std::int64_t value) override {
    return whole(value, std::to_string(value));
  }

  bool number_unsigned(std::uint64_t value) override {
    const bool fits = value <= static_cast<std::uint64_t>(limits::quantity);
    return whole(fits ? static_cast<std::int64_t>(value)
                      : std::int64_t{limits::quantity} + 1,
                 std::to_string(value));
  }

  /// Also called for integers that no 64 bits hold.
  bool number_float(double, const std::string& literal) override {
    if (depth_ == element_depth && key_ == key_kind::quantity) {
      const bool digits = literal.find_first_of(".eE") == std::string::npos;
      return digits ? whole(literal.starts_with('-')
                                ? std::int64_t{-1}
                                : std::int64_t{limits::quantity} + 1,
                            literal)
                    : quantity_fault(in_quotes(literal));
    }
    return other("the number " + in_quotes(literal));
  }

  bool string(std::string& value) override {
    if (depth_ != element_depth || key_ != key_kind::sku) {
      return other("the text " + in_quotes(value));
    }
    auto read = read_text(value, sku_rule);
    if (!read) {
      const bool missing = read.error().code == reject_code::missing_value;
      return fail(missing ? reject_code::invalid_products : read.error().code,
                  "in " + here() + " the sku " + read.error().reason);
    }
    line_.sku = std::move(*read);
    return true;
  }

  bool binary(binary_t&) override {
    return other("binary data");
  }

  bool start_object(std::size_t) override {
    if (depth_ != array_depth) {
      return nest("an object");
    }
    ++depth_;
    line_ = {};
    has_sku_ = has_quantity_ = false;
    if (lines_.size() == limits::order_lines) {
      return fail(reject_code::invalid_products,
                  "holds more than " + std::to_string(limits::order_lines) +
                      " lines");
    }
    return true;
  }

  bool key(std::string& name) override {
    if (depth_ != element_depth) {
      return true;
    }
    key_ = name == "sku"        ? key_kind::sku
           : name == "quantity" ? key_kind::quantity
                                : key_kind::other;
    if (key_ == key_kind::other) {
      return keys_ == unknown_keys::ignored ||
             fail(reject_code::invalid_products,
                  "in " + here() + " has the unknown field " + in_quotes(name) +
                      "; known are sku and quantity");
    }
    auto& seen = key_ == key_kind::sku ? has_sku_ : has_quantity_;
    return !std::exchange(seen, true) ||
           fail(reject_code::invalid_products, "in " + here() +
                                                   " has the field " +
                                                   in_quotes(name) + " twice");
  }

  bool end_object() override {
    if (depth_-- != element_depth) {
      return true;
    }
    if (!has_sku_ || !has_quantity_) {
      return fail(reject_code::invalid_products,
                  "in " + here() + " has no " +
                      (has_sku_ ? "quantity" : "sku"));
    }
    lines_.push_back(std::move(line_));
    return true;
  }

  bool start_array(std::size_t) override {
    if (depth_ > 0) {
      return nest("an array");
    }
    ++depth_;
    return true;
  }

  bool end_array() override {
    --depth_;
    return depth_ > 0 || !lines_.empty() ||
           fail(reject_code::invalid_products,
                "holds no lines; expected at least one object with sku and "
                "quantity");
  }

  bool parse_error(std::size_t at, const std::string&,
                   const nlohmann::detail::exception& error) override {
    return fail(reject_code::invalid_json, "is not valid JSON at byte " +
                                               std::to_string(at) + ": " +
                                               json_error_text(error.what()));
  }

private:
  static constexpr std::size_t array_depth = 1;
  static constexpr std::size_t element_depth = 2;

  enum class key_kind { sku, quantity, other };

  static std::string in_quotes(std::string_view text) {
    return quoted(text, limits::shown_bytes);
  }

  /// The line that is being read, as a person names it.
  [[nodiscard]] std::string here() const {
    auto text = "line " + std::to_string(lines_.size() + 1);
    return line_.sku.empty() ? text : text + " (" + in_quotes(line_.sku) + ")";
  }

  bool fail(std::string_view code, std::string reason) {
    if (!fault_) {
      fault_ = value_fault{code, std::move(reason)};
    }
    return false;
  }

  bool quantity_fault(const std::string& found) {
    return fail(reject_code::invalid_quantity,
                "in " + here() + " has the quantity " + found +
                    "; expected a whole number from 1 to " +
                    std::to_string(limits::quantity) +
                    " in digits alone, without decimal point, exponent or "
                    "quotes");
  }

  bool whole(std::int64_t value, const std::string& shown_value) {
    if (depth_ != element_depth || key_ != key_kind::quantity) {
      return other("the number " + in_quotes(shown_value));
    }
    if (value < 1 || value > limits::quantity) {
      return quantity_fault(in_quotes(shown_value));
    }
    line_.quantity = static_cast<std::int32_t>(value);
    return true;
  }

  /// A value that is neither the text of an sku nor a quantity.
  bool other(const std::string& found) {
    if (depth_ == 0) {
      return fail(reject_code::invalid_products,
                  "is " + found +
                      "; expected an array of objects with sku "
                      "and quantity");
    }
    if (depth_ == array_depth) {
      line_ = {};
      return fail(reject_code::invalid_products,
                  "in " + here() + " is " + found +
                      "; expected an object with sku and quantity");
    }
    if (depth_ > element_depth || key_ == key_kind::other) {
      return true;
    }
    return key_ == key_kind::quantity
               ? quantity_fault(found)
               : fail(reject_code::invalid_products,
                      "in " + here() + " has the sku " + found +
                          "; expected a text in quotes");
  }

  bool nest(const std::string& found) {
    if (!other(found)) {
      return false;
    }
    return ++depth_ <= limits::json_depth ||
           fail(reject_code::invalid_json,
                "is JSON that is nested deeper than " +
                    std::to_string(limits::json_depth) + " levels");
  }

  unknown_keys keys_;
  std::size_t depth_ = 0;
  key_kind key_ = key_kind::other;
  bool has_sku_ = false;
  bool has_quantity_ = false;
  order_line line_;
  std::vector<order_line> lines_;
  std::optional<value_fault> fault_;
};

} // namespace

value_result<std::vector<order_line>> read_order_lines(std::string_view text,
                                                       unknown_keys keys) {
  const auto content = trim(text);
  if (content.empty()) {
    return tl::unexpected(
        value_fault{reject_code::missing_value, "must not be empty"});
  }
  lines_handler handler{keys};
  json::sax_parse(content.begin(), content.end(), &handler);
  return std::move(handler).result();
}

} // namespace orderd::domain
