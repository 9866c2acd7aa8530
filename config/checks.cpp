// SPDX-License-Identifier: Apache-2.0
#include "config/checks.hpp"

#include "config/mailbox.hpp"
#include "domain/money.hpp"
#include "domain/text.hpp"

#include <date/tz.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <initializer_list>

namespace orderd::config {
namespace {

/// What stands between `scheme://` and the path, if the scheme is one of
/// these.
std::optional<std::string_view>
authority_of(std::string_view url,
             std::initializer_list<std::string_view> schemes) {
  for (const auto scheme : schemes)
    if (url.starts_with(scheme))
      return url.substr(
          scheme.size(),
          std::min(url.find_first_of("/?#", scheme.size()), url.size()) -
              scheme.size());
  return std::nullopt;
}

bool has_blank_or_control(std::string_view text) {
  return text.find(' ') != std::string_view::npos ||
         domain::find_control(text) || domain::find_invalid_utf8(text);
}

bool is_host(std::string_view host) {
  const auto may_stand = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  return !host.empty() && host.front() != '.' &&
         std::ranges::all_of(host, may_stand);
}

/// An IPv6 address in brackets; whether it is one is asked when it is used.
bool is_bracketed(std::string_view host) {
  return host.size() > 2 && host.starts_with('[') && host.ends_with(']') &&
         host.find_first_not_of("0123456789abcdefABCDEF:.", 1) ==
             host.size() - 1;
}

bool is_port(std::string_view text) {
  constexpr int last_port = 65'535;
  int port = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  return error == std::errc{} && rest == end && port >= 1 && port <= last_port;
}

/// What is wrong with `host` or `host:port`.
std::optional<std::string> place_problem(std::string_view authority) {
  const auto bracket = authority.rfind(']');
  const auto colon =
      authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const auto host = authority.substr(0, colon);
  if (!is_host(host) && !is_bracketed(host))
    return "expected the name or the address of a host behind \"://\"";
  if (colon != std::string_view::npos && !is_port(authority.substr(colon + 1)))
    return "expected a port from 1 to 65535 behind the host's colon";
  return std::nullopt;
}

} // namespace

std::optional<std::string> any_text(std::string_view) {
  return std::nullopt;
}

std::optional<std::string> timezone_problem(std::string_view text) {
  try {
    date::locate_zone(text);
    return std::nullopt;
  } catch (const std::exception&) {
    return "expected the name of a time zone, such as \"UTC\" or "
           "\"Europe/Berlin\"";
  }
}

std::optional<std::string> currency_problem(std::string_view text) {
  if (domain::find_currency(text))
    return std::nullopt;
  return "expected a currency code of ISO 4217 in capitals, such as \"USD\"";
}

std::optional<std::string> database_url_problem(std::string_view text) {
  const auto scheme = text.find("://");
  bool holds_password = text.find("password=") != std::string_view::npos;
  if (scheme != std::string_view::npos) {
    const auto authority = text.substr(scheme + 3);
    const auto at = authority.substr(0, authority.find('/')).rfind('@');
    holds_password = holds_password || (at != std::string_view::npos &&
                                        authority.substr(0, at).find(':') !=
                                            std::string_view::npos);
  }
  if (holds_password)
    return "expected a URL without a password: name a file that holds it with "
           "database.password_file";
  return std::nullopt;
}

std::optional<std::string> log_target_problem(std::string_view text) {
  if (text == "stderr" || text == "journal" ||
      (text.find('/') != std::string_view::npos && !text.ends_with('/')))
    return std::nullopt;
  return "expected \"stderr\", \"journal\" or a file's path with a slash in it";
}

std::optional<std::string> smtp_url_problem(std::string_view text) {
  if (text.empty())
    return std::nullopt;
  const auto authority = authority_of(text, {"smtp://", "smtps://"});
  if (authority && authority->find('@') != std::string_view::npos)
    return "expected a URL without a user: name him with notify.email.user, "
           "and a file that holds his password with "
           "notify.email.password_file";
  if (!authority || authority->empty() || has_blank_or_control(text) ||
      text.find_first_of("?#") != std::string_view::npos)
    return "expected \"smtp://host:port\" or \"smtps://host:port\"";
  return place_problem(*authority);
}

std::optional<std::string> webhook_url_problem(std::string_view text) {
  if (text.empty())
    return std::nullopt;
  const auto authority = authority_of(text, {"http://", "https://"});
  if (authority && authority->find('@') != std::string_view::npos)
    return "expected a URL without a user: what is posted is signed with "
           "notify.webhook.secret_file";
  if (!authority || authority->empty() || has_blank_or_control(text) ||
      text.find('#') != std::string_view::npos)
    return "expected a URL that begins with \"https://\" or \"http://\"";
  return place_problem(*authority);
}

std::optional<std::string> mailbox_problem(std::string_view text) {
  if (text.empty() || parse_mailbox(text))
    return std::nullopt;
  return "expected a mail address, such as \"shop@example.org\" or "
         "\"The Shop <shop@example.org>\"";
}

std::optional<std::string> address_problem(std::string_view text) {
  if (text.empty() || is_plain_address(text))
    return std::nullopt;
  return "expected a mail address, such as \"trial@example.org\"";
}

std::optional<std::string> allowed_receiver_problem(std::string_view text) {
  if (is_plain_address(text) ||
      (text.starts_with('@') && is_mail_domain(text.substr(1))))
    return std::nullopt;
  return "expected a list of mail addresses, such as \"trial@example.org\", or "
         "of their domains, such as \"@example.org\"";
}

} // namespace orderd::config
