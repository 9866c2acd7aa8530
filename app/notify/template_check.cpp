// SPDX-License-Identifier: Apache-2.0
#include "app/notify/template_check.hpp"

#include "domain/text.hpp"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace orderd::app {
namespace {

namespace mustache = kainjow::mustache;
using component = mustache::component<std::string>;

constexpr std::array known{
    placeholder{"notification_id"},
    placeholder{"type"},
    placeholder{"test", false, true},
    placeholder{"message"},
    placeholder{"order_id"},
    placeholder{"order_number"},
    placeholder{"order_ref"},
    placeholder{"order_date"},
    placeholder{"order_status"},
    placeholder{"payment_status"},
    placeholder{"source"},
    placeholder{"customer_id"},
    placeholder{"customer_name"},
    placeholder{"total"},
    placeholder{"currency"},
    placeholder{"reason"},
    placeholder{"refund_id"},
    placeholder{"refund_number"},
    placeholder{"refund_status"},
    placeholder{"items", false, true},
    placeholder{"sku", true},
    placeholder{"name", true},
    placeholder{"quantity", true},
    placeholder{"total_price", true},
};

constexpr const char* changed_delimiters =
    "changed delimiters are not supported: write {{ and }}";

struct found_fault {
  std::size_t position = 0;
  std::string text;
};

/// The library's errors end in the place: `Unclosed tag at 12`.
found_fault read_error(const std::string& error) {
  found_fault fault{0, error};
  const auto at = error.rfind(" at ");
  if (at == std::string::npos)
    return fault;
  std::from_chars(error.data() + at + 4, error.data() + error.size(),
                  fault.position);
  fault.text = error.substr(0, at);
  return fault;
}

/// The first tag that changes the delimiters. The parser goes on with those,
/// and would find fault with what comes behind first.
std::optional<found_fault> find_changed_delimiters(std::string_view text) {
  for (auto at = text.find("{{"); at != std::string_view::npos;
       at = text.find("{{", text.find("}}", at))) {
    if (text.substr(at + 2).starts_with('='))
      return found_fault{at, changed_delimiters};
  }
  return std::nullopt;
}

class checker {
public:
  explicit checker(template_escaping escaping) : escaping_(escaping) {}

  std::optional<found_fault> check(const std::vector<component>& parts,
                                   bool in_items) {
    for (const auto& part : parts)
      if (auto fault = check(part, in_items))
        return fault;
    return std::nullopt;
  }

private:
  std::optional<found_fault> check(const component& part, bool in_items) {
    using mustache::tag_type;
    switch (part.tag.type) {
    case tag_type::text:
    case tag_type::comment:
    case tag_type::section_end:
      return std::nullopt;
    case tag_type::partial:
      return found_fault{part.position, "a template cannot use another one"};
    case tag_type::set_delimiter:
      return found_fault{part.position, changed_delimiters};
    case tag_type::unescaped_variable:
      if (escaping_ == template_escaping::html)
        return found_fault{part.position,
                           "a value in HTML must be escaped: write {{" +
                               part.tag.name + "}}"};
      break;
    case tag_type::variable:
    case tag_type::section_begin:
    case tag_type::section_begin_inverted:
      break;
    }
    const bool is_value = part.tag.type == tag_type::variable ||
                          part.tag.type == tag_type::unescaped_variable;
    if (auto wrong = wrong_name(part.tag.name, in_items, is_value))
      return found_fault{part.position, std::move(*wrong)};
    return check(part.children,
                 in_items || (part.tag.name == "items" &&
                              part.tag.type == tag_type::section_begin));
  }

  static std::optional<std::string> wrong_name(const std::string& name,
                                               bool in_items, bool is_value) {
    const auto found = std::ranges::find(known, name, &placeholder::name);
    if (found == known.end())
      return "unknown placeholder {{" + name + "}}";
    if (found->of_item && !in_items)
      return "{{" + name + "}} is known within {{#items}} alone";
    if (found->of_section && is_value)
      return "{{" + name + "}} is no value: write {{#" + name + "}}...{{/" +
             name + "}}";
    return std::nullopt;
  }

  template_escaping escaping_;
};

template_fault with_place(const std::string& text, const found_fault& fault) {
  const auto before =
      std::string_view(text).substr(0, std::min(fault.position, text.size()));
  const auto line_begin = before.rfind('\n') + 1;
  return {static_cast<int>(std::ranges::count(before, '\n')) + 1,
          static_cast<int>(before.size() - line_begin) + 1, fault.text};
}

} // namespace

std::span<const placeholder> placeholders() {
  return known;
}

std::optional<template_fault> find_template_fault(const std::string& text,
                                                  template_escaping escaping) {
  if (const auto at = domain::find_invalid_utf8(text))
    return with_place(text, {*at, "the text is not valid UTF-8"});
  if (const auto fault = find_changed_delimiters(text))
    return with_place(text, *fault);
  mustache::context<std::string> nothing;
  mustache::context_internal<std::string> context{nothing};
  component root;
  std::string error;
  mustache::parser<std::string>{text, context, root, error};
  if (!error.empty())
    return with_place(text, read_error(error));
  if (const auto fault = checker(escaping).check(root.children, false))
    return with_place(text, *fault);
  return std::nullopt;
}

} // namespace orderd::app
