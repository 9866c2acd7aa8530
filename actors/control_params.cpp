// SPDX-License-Identifier: Apache-2.0
#include "actors/control_params.hpp"

#include "domain/limits.hpp"
#include "domain/text.hpp"

#include <charconv>
#include <utility>

namespace orderd::actors {

namespace {

std::string displayed(std::string_view text) {
  return domain::quoted(text, domain::limits::shown_bytes);
}

/// A whole number in decimal digits, perhaps with a sign, and nothing else.
std::optional<std::int64_t> to_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [at, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || at != end)
    return std::nullopt;
  return value;
}

std::optional<std::int64_t> to_id(const nlohmann::json& value) {
  std::optional<std::int64_t> number;
  if (value.is_number_unsigned()) {
    const auto given = value.get<std::uint64_t>();
    if (given <= static_cast<std::uint64_t>(INT64_MAX))
      number = static_cast<std::int64_t>(given);
  } else if (value.is_string()) {
    number = to_integer(value.get_ref<const std::string&>());
  }
  return number && *number > 0 ? number : std::nullopt;
}

/// Whether the database can be asked for it.
bool is_clean(std::string_view text) {
  return !domain::find_invalid_utf8(text) && !domain::find_control(text);
}

std::string range_text(std::int64_t least, std::int64_t most) {
  return "a whole number from " + std::to_string(least) + " to " +
         std::to_string(most);
}

} // namespace

param_error::param_error(std::string_view param, const std::string& why)
    : std::runtime_error("parameter `" + std::string(param) + "` " + why),
      param_(param) {}

const nlohmann::json* param_reader::find(std::string_view name) {
  known_.emplace(name);
  const auto found = params_.find(std::string(name));
  return found == params_.end() || found->is_null() ? nullptr : &*found;
}

const nlohmann::json& param_reader::value(std::string_view name) {
  const auto* found = find(name);
  if (found == nullptr)
    throw param_error(name, "is missing");
  return *found;
}

std::string param_reader::text(std::string_view name) {
  value(name);
  auto text = *maybe_text(name);
  if (text.empty())
    throw param_error(name, "must not be empty");
  return text;
}

std::optional<std::string> param_reader::maybe_text(std::string_view name) {
  const auto* found = find(name);
  if (found == nullptr)
    return std::nullopt;
  if (!found->is_string())
    throw param_error(name,
                      std::string("must be a text, not ") + found->type_name());
  return found->get<std::string>();
}

std::string param_reader::text_within(std::string_view name,
                                      const domain::text_rule& rule) {
  auto read = domain::read_text(maybe_text(name).value_or(""), rule);
  if (!read)
    throw param_error(name, read.error().reason);
  return std::move(*read);
}

std::int64_t param_reader::integer(std::string_view name, std::int64_t least,
                                   std::int64_t most) {
  value(name);
  return integer_or(name, least, most, least);
}

std::int64_t param_reader::integer_or(std::string_view name, std::int64_t least,
                                      std::int64_t most,
                                      std::int64_t otherwise) {
  const auto* found = find(name);
  if (found == nullptr)
    return otherwise;
  const auto fits =
      found->is_number_unsigned()
          ? found->get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX)
          : found->is_number_integer();
  const auto number = fits ? found->get<std::int64_t>() : 0;
  if (!fits || number < least || number > most)
    throw param_error(name, "must be " + range_text(least, most));
  return number;
}

bool param_reader::flag_or(std::string_view name, bool otherwise) {
  const auto* found = find(name);
  if (found == nullptr)
    return otherwise;
  if (!found->is_boolean())
    throw param_error(name, "must be true or false");
  return found->get<bool>();
}

std::optional<domain::business_day>
param_reader::maybe_day(std::string_view name) {
  const auto text = maybe_text(name);
  if (!text)
    return std::nullopt;
  const auto day = domain::parse_day(*text);
  if (!day)
    throw param_error(name, "must be a day such as 2026-11-24, not " +
                                displayed(*text));
  return day;
}

std::optional<domain::utc_time>
param_reader::maybe_time(std::string_view name) {
  const auto text = maybe_text(name);
  if (!text)
    return std::nullopt;
  const auto time = domain::parse_time(*text);
  if (!time)
    throw param_error(name, "must be a time in UTC such as "
                            "2026-11-24T05:58:14Z or a day such as "
                            "2026-11-24, not " +
                                displayed(*text));
  return time;
}

std::int64_t param_reader::id(std::string_view name) {
  const auto number = to_id(value(name));
  if (!number)
    throw param_error(name, "must be an id, a whole number above 0");
  return *number;
}

find_order param_reader::order(std::string_view name) {
  const auto& given = value(name);
  if (const auto number = to_id(given))
    return {domain::order_id{*number}, {}, {}};
  if (given.is_string()) {
    const auto& text = given.get_ref<const std::string&>();
    if (const auto id = domain::parse_order_number(text))
      return {*id, {}, {}};
    const auto colon = text.find(':');
    if (colon != std::string::npos && colon > 0 && colon + 1 < text.size() &&
        is_clean(text))
      return {{}, text.substr(0, colon), text.substr(colon + 1)};
  }
  throw param_error(name, "must be an order: 42, ORD-0000000042 or "
                          "SOURCE:REF");
}

domain::refund_id param_reader::refund(std::string_view name) {
  const auto& given = value(name);
  if (const auto number = to_id(given))
    return {*number};
  if (given.is_string())
    if (const auto id =
            domain::parse_refund_number(given.get_ref<const std::string&>()))
      return *id;
  throw param_error(name, "must be a refund: 7 or REF-0000000007");
}

find_customer param_reader::customer(std::string_view name) {
  const auto& given = value(name);
  if (const auto number = to_id(given))
    return {domain::customer_id{*number}, {}};
  if (given.is_string()) {
    const auto& text = given.get_ref<const std::string&>();
    if (text.find('@') != std::string::npos)
      return {{}, domain::lower_ascii(domain::trim(text))};
  }
  throw param_error(name, "must be a customer: an id or an e-mail address");
}

std::int64_t param_reader::number_cursor(std::string_view name) {
  const auto* found = find(name);
  if (found == nullptr)
    return 0;
  const auto number = to_id(*found);
  if (!number)
    throw param_error(name, "must be the cursor of the page before");
  return *number;
}

void param_reader::finish() const {
  for (const auto& [name, value] : params_.items()) {
    if (known_.contains(name))
      continue;
    std::string list;
    for (const auto& known : known_)
      list += (list.empty() ? "" : ", ") + known;
    throw param_error(domain::shown(name, domain::limits::shown_bytes),
                      list.empty() ? "is not known; there are none"
                                   : "is not known; known are " + list);
  }
}

} // namespace orderd::actors
