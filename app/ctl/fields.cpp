// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/fields.hpp"

#include "app/ctl/text.hpp"

#include <charconv>

namespace orderd::ctl {

namespace {

const document nothing;

const document& find(const document& from, std::string_view name) {
  if (!from.is_object())
    return nothing;
  const auto found = from.find(std::string(name));
  return found == from.end() ? nothing : *found;
}

} // namespace

std::string field(const document& from, std::string_view name,
                  std::size_t limit) {
  const auto& value = find(from, name);
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return text.empty() ? "-" : harmless(text, limit);
  }
  if (value.is_boolean())
    return value.get<bool>() ? "yes" : "no";
  if (value.is_number())
    return value.dump();
  return "-";
}

std::string number(const document& from, std::string_view name) {
  return group_digits(field(from, name));
}

std::string money(const document& from, std::string_view name) {
  const auto amount = number(from, name);
  return amount == "-" ? amount : amount + " " + field(from, "currency");
}

double decimal(const document& from, std::string_view name) {
  const auto& value = find(from, name);
  if (!value.is_string())
    return 0;
  const auto& text = value.get_ref<const std::string&>();
  double result = 0;
  const auto* end = text.data() + text.size();
  const auto [at, fault] = std::from_chars(text.data(), end, result);
  return fault == std::errc{} && at == end ? result : 0;
}

std::string moment(const document& from, std::string_view name) {
  auto text = field(from, name);
  constexpr std::size_t whole_seconds = 19;
  constexpr std::size_t separator = 10;
  if (text.size() > whole_seconds && text[separator] == 'T') {
    text.resize(whole_seconds);
    text[separator] = ' ';
  }
  return text;
}

cell status_cell(const document& from, std::string_view name) {
  auto text = field(from, name);
  const auto how = tone_of(text);
  return {std::move(text), how};
}

cell refund_status(const document& refund) {
  if (part(refund, "dead") == true)
    return {field(refund, "status") + " (dead)", tone::bad};
  return status_cell(refund, "status");
}

std::int64_t count(const document& from, std::string_view name) {
  const auto& value = find(from, name);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

const document& part(const document& from, std::string_view name) {
  return find(from, name);
}

std::string more_line(const document& page) {
  const auto cursor = field(page, "cursor");
  return cursor == "-" ? "" : "more: add --cursor " + cursor + "\n";
}

} // namespace orderd::ctl
