// SPDX-License-Identifier: Apache-2.0
#include "config/values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace orderd::config {

namespace {

constexpr double million = 1'000'000;

template <class... Functions>
struct overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
overloaded(Functions...) -> overloaded<Functions...>;

std::string quoted(std::string_view text) {
  return std::string("\"").append(text).append("\"");
}

std::string one_of(std::span<const std::string_view> choices) {
  std::string result;
  for (const auto choice : choices) {
    if (!result.empty())
      result += choice == choices.back() ? " or " : ", ";
    result += quoted(choice);
  }
  return result;
}

std::string shown(const raw_value& value) {
  return std::visit(
      overloaded{
          [](std::monostate) { return std::string("something else"); },
          [](bool flag) { return std::string(flag ? "true" : "false"); },
          [](std::int64_t number) { return std::to_string(number); },
          [](double number) { return std::to_string(number); },
          [](const std::string& text) { return quoted(text); },
          [](const std::vector<std::string>& list) {
            std::string result = "[";
            for (const auto& item : list)
              result.append(result.size() > 1 ? ", " : "").append(quoted(item));
            return result + "]";
          },
      },
      value);
}

std::string mismatch(const key_kind& kind, const raw_value& value) {
  // What was meant as a text may hold a token, as URLs do.
  if (std::holds_alternative<text_kind>(kind) &&
      std::holds_alternative<std::vector<std::string>>(value))
    return "expected " + expectation(kind) + ", found a list";
  return "expected " + expectation(kind) + ", found " + shown(value);
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest != end)
    return std::nullopt;
  return number;
}

template <class Number>
raw_value number_or_text(std::string_view text) {
  if (const auto number = parse_number<Number>(text))
    return *number;
  return std::string(text);
}

raw_value split(std::string_view text) {
  std::vector<std::string> list;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    auto item = text.substr(0, comma);
    while (item.starts_with(' '))
      item.remove_prefix(1);
    while (item.ends_with(' '))
      item.remove_suffix(1);
    list.emplace_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return list;
}

std::optional<std::string> problem_in(const texts_kind& kind,
                                      const std::vector<std::string>& list) {
  for (const auto& item : list)
    if (auto wrong = kind.problem(item))
      return wrong;
  return std::nullopt;
}

/// Whether the value has the right type and range; stored if so.
struct storing {
  configuration& into;
  const raw_value& value;

  template <class Member>
  bool operator()(const number_kind<Member>& kind) const {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr || *number < kind.min || *number > kind.max)
      return false;
    kind.at(into) = static_cast<Member>(*number);
    return true;
  }

  bool operator()(const rate_kind& kind) const {
    double rate = -1;
    if (const auto* fraction = std::get_if<double>(&value))
      rate = *fraction;
    else if (const auto* number = std::get_if<std::int64_t>(&value))
      rate = static_cast<double>(*number);
    if (!(rate >= 0 && rate <= 1))
      return false;
    kind.at(into) = static_cast<std::int32_t>(std::lround(rate * million));
    return true;
  }

  bool operator()(const text_kind& kind) const {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || kind.problem(*text))
      return false;
    kind.at(into) = *text;
    return true;
  }

  bool operator()(const choice_kind& kind) const {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr ||
        std::ranges::find(kind.choices, *text) == kind.choices.end())
      return false;
    kind.at(into) = *text;
    return true;
  }

  bool operator()(const list_kind& kind) const {
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list == nullptr || (list->empty() && !kind.may_be_empty))
      return false;
    for (const auto& item : *list)
      if (std::ranges::find(kind.choices, item) == kind.choices.end() ||
          std::ranges::count(*list, item) > 1)
        return false;
    kind.at(into) = *list;
    return true;
  }

  bool operator()(const texts_kind& kind) const {
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list == nullptr || problem_in(kind, *list))
      return false;
    kind.at(into) = *list;
    return true;
  }
};

} // namespace

std::string expectation(const key_kind& kind) {
  return std::visit(
      overloaded{
          []<class Member>(const number_kind<Member>& number) {
            return "a whole number from " + std::to_string(number.min) +
                   " to " + std::to_string(number.max);
          },
          [](const rate_kind&) {
            return std::string("a number from 0.0 to 1.0");
          },
          [](const text_kind&) { return std::string("a text in quotes"); },
          [](const choice_kind& choice) { return one_of(choice.choices); },
          [](const list_kind& list) {
            return "a list, without repetition, of " + one_of(list.choices);
          },
          [](const texts_kind&) { return std::string("a list of texts"); },
      },
      kind);
}

raw_value parse_text(const key_kind& kind, std::string_view text) {
  return std::visit(
      overloaded{
          [&]<class Member>(const number_kind<Member>&) {
            return number_or_text<std::int64_t>(text);
          },
          [&](const rate_kind&) { return number_or_text<double>(text); },
          [&](const text_kind&) { return raw_value(std::string(text)); },
          [&](const choice_kind&) { return raw_value(std::string(text)); },
          [&](const list_kind&) { return split(text); },
          [&](const texts_kind&) { return split(text); },
      },
      kind);
}

std::optional<std::string> store(configuration& into, const key_kind& kind,
                                 const raw_value& value) {
  if (std::visit(storing{into, value}, kind))
    return std::nullopt;
  // A text may be refused for what it says; its checker knows why, and never
  // repeats the text, which may hold a password.
  if (const auto* text_key = std::get_if<text_kind>(&kind))
    if (const auto* text = std::get_if<std::string>(&value))
      return text_key->problem(*text);
  if (const auto* texts_key = std::get_if<texts_kind>(&kind))
    if (const auto* list = std::get_if<std::vector<std::string>>(&value))
      return problem_in(*texts_key, *list);
  return mismatch(kind, value);
}

} // namespace orderd::config
