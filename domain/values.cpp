// SPDX-License-Identifier: Apache-2.0
#include "domain/values.hpp"

#include "domain/reject_codes.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace orderd::domain {

namespace {

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr bool is_small_letter(char c) noexcept {
  return c >= 'a' && c <= 'z';
}

/// A byte of a character beyond ASCII, as international addresses have.
constexpr bool is_wide(char c) noexcept {
  return static_cast<unsigned char>(c) >= 0x80;
}

tl::unexpected<value_fault> fault(std::string_view code, std::string reason) {
  return tl::unexpected(value_fault{code, std::move(reason)});
}

std::string in_quotes(std::string_view value) {
  return quoted(value, limits::shown_bytes);
}

/// What is wrong with the part before the @, or an empty text.
std::string_view local_part_fault(std::string_view local) {
  static constexpr std::string_view special = " \"(),:;<>[\\]";
  if (local.empty()) {
    return "there is nothing before the @";
  }
  if (local.size() > limits::email_local_bytes) {
    return "the part before the @ is longer than 64 bytes";
  }
  if (local.find_first_of(special) != std::string_view::npos) {
    return "there is a blank or a special character before the @";
  }
  if (local.starts_with('.') || local.ends_with('.') ||
      local.find("..") != std::string_view::npos) {
    return "there is a misplaced dot before the @";
  }
  return {};
}

bool is_domain_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' &&
         label.back() != '-' && std::ranges::all_of(label, [](char c) {
           return is_small_letter(c) || is_digit(c) || c == '-' || is_wide(c);
         });
}

/// What is wrong with the part behind the @, or an empty text.
std::string_view domain_fault(std::string_view domain) {
  if (domain.empty()) {
    return "there is nothing behind the @";
  }
  if (domain.find('@') != std::string_view::npos) {
    return "it has more than one @";
  }
  if (domain.find('.') == std::string_view::npos) {
    return "the domain behind the @ has no dot";
  }
  for (std::size_t at = 0; at <= domain.size();) {
    const auto dot = std::min(domain.find('.', at), domain.size());
    if (!is_domain_label(domain.substr(at, dot - at))) {
      return "what is behind the @ is not a domain name";
    }
    at = dot + 1;
  }
  return {};
}

} // namespace

value_result<std::string> read_text(std::string_view value,
                                    const text_rule& rule) {
  const auto text = trim(value);
  if (text.empty()) {
    return rule.required ? value_result<std::string>{fault(
                               reject_code::missing_value, "must not be empty")}
                         : std::string{};
  }
  if (text.size() > rule.limit) {
    return fault(reject_code::field_too_long,
                 "has " + std::to_string(text.size()) + " bytes; at most " +
                     std::to_string(rule.limit) + " are allowed");
  }
  if (const auto at = find_invalid_utf8(text)) {
    return fault(reject_code::invalid_utf8, "is not valid UTF-8 at byte " +
                                                std::to_string(*at + 1) +
                                                " of " + in_quotes(text));
  }
  if (const auto at = find_control(text, rule.allowed)) {
    return fault(reject_code::control_character,
                 "must not hold the control character " +
                     control_name(text, *at) + ", which stands at byte " +
                     std::to_string(*at + 1) + " of " + in_quotes(text));
  }
  return std::string{text};
}

value_result<std::string> read_email(std::string_view value) {
  auto read = read_text(value, {limits::email_bytes, true});
  if (!read) {
    return read;
  }
  auto email = lower_ascii(*read);
  const auto at = email.find('@');
  const std::string_view text = email;
  auto why = local_part_fault(text.substr(0, at));
  if (at == std::string::npos) {
    why = "it has no @";
  } else if (why.empty()) {
    why = domain_fault(text.substr(at + 1));
  }
  if (!why.empty()) {
    return fault(reject_code::invalid_email,
                 in_quotes(email) +
                     " is not an e-mail address such as "
                     "jane@example.com: " +
                     std::string{why});
  }
  return email;
}

value_result<std::int64_t> read_whole_number(std::string_view value,
                                             std::int64_t largest) {
  const auto text = trim(value);
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  const bool digits = !text.empty() && std::ranges::all_of(text, is_digit);
  if (!digits || failure != std::errc{} || stop != end || number > largest) {
    return fault(reject_code::invalid_number,
                 in_quotes(text) + " is not a whole number from 0 to " +
                     std::to_string(largest));
  }
  return number;
}

value_result<bool> read_flag(std::string_view value) {
  const auto text = lower_ascii(trim(value));
  if (text == "true" || text == "1" || text == "yes") {
    return true;
  }
  if (text == "false" || text == "0" || text == "no") {
    return false;
  }
  return fault(reject_code::invalid_value,
               in_quotes(text) + " is none of true, 1, yes, false, 0, no");
}

bool is_source_name(std::string_view name) {
  return !name.empty() && name.size() <= limits::source_bytes &&
         std::ranges::all_of(name, [](char c) {
           return is_small_letter(c) || is_digit(c) || c == '_' || c == '-';
         });
}

} // namespace orderd::domain
