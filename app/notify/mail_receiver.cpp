// SPDX-License-Identifier: Apache-2.0
#include "app/notify/mail_receiver.hpp"

#include "app/notify/ascii_domain.hpp"
#include "config/mailbox.hpp"
#include "domain/limits.hpp"
#include "domain/text.hpp"
#include "domain/values.hpp"

#include <algorithm>

namespace orderd::app {
namespace {

using domain::handed;

std::string shown(const std::string& address) {
  return domain::quoted(address, domain::limits::shown_bytes);
}

bool is_allowed(const std::string& address,
                const std::vector<std::string>& allow) {
  const auto domain =
      address.substr(std::min(address.rfind('@'), address.size()));
  return allow.empty() || std::ranges::any_of(allow, [&](const auto& allowed) {
           const auto small = domain::lower_ascii(allowed);
           return small == address || small == domain;
         });
}

} // namespace

tl::expected<std::string, handed>
mail_receiver(const domain::outgoing& message,
              const config::email_options& options) {
  const bool chosen = message.test && !message.to.empty();
  if (!chosen && !options.redirect_to.empty())
    return options.redirect_to;
  const auto& wanted = chosen ? message.to : message.email;
  if (config::is_plain_address(wanted) && chosen)
    return wanted;
  const auto address = domain::read_email(wanted);
  if (!address)
    return tl::unexpected(
        handed{handed::verdict::refused,
               "cannot send a mail: " + address.error().reason});
  const auto receiver = with_ascii_domain(*address);
  if (!receiver)
    return tl::unexpected(
        handed{handed::verdict::refused,
               "cannot send a mail to " + shown(*address) +
                   ": its domain has no ASCII form: " + receiver.error()});
  if (!chosen && !is_allowed(*receiver, options.allow))
    return tl::unexpected(
        handed{handed::verdict::skipped,
               shown(*address) + " is not in notify.email.allow"});
  return *receiver;
}

} // namespace orderd::app
