// SPDX-License-Identifier: Apache-2.0
#include "config/mailbox.hpp"

#include "domain/text.hpp"

#include <algorithm>

namespace orderd::config {
namespace {

// RFC 5321 allows no more.
constexpr std::size_t longest_address = 254;

constexpr std::string_view letters_and_digits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool consists_of(std::string_view text, std::string_view others) {
  return std::ranges::all_of(text, [&](char c) {
    return letters_and_digits.find(c) != std::string_view::npos ||
           others.find(c) != std::string_view::npos;
  });
}

bool has_empty_part(std::string_view text) {
  return text.empty() || text.starts_with('.') || text.ends_with('.') ||
         text.find("..") != std::string_view::npos;
}

} // namespace

bool is_mail_domain(std::string_view text) {
  return !has_empty_part(text) && consists_of(text, ".-");
}

bool is_plain_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || text.size() > longest_address)
    return false;
  const auto local = text.substr(0, at);
  return !has_empty_part(local) && consists_of(local, ".!#$%&'*+-/=?^_`{|}~") &&
         is_mail_domain(text.substr(at + 1));
}

std::optional<mailbox> parse_mailbox(std::string_view text) {
  text = domain::trim(text);
  if (domain::find_invalid_utf8(text) || domain::find_control(text))
    return std::nullopt;
  mailbox result;
  if (const auto open = text.rfind('<');
      text.ends_with('>') && open != std::string_view::npos) {
    auto name = domain::trim(text.substr(0, open));
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"'))
      name = name.substr(1, name.size() - 2);
    result.name = name;
    text = text.substr(open + 1, text.size() - open - 2);
  }
  result.address = text;
  if (!is_plain_address(result.address))
    return std::nullopt;
  return result;
}

} // namespace orderd::config
