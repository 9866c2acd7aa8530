// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace orderd::config {

/// Somebody who sends or gets mail.
struct mailbox {
  std::string name; ///< for people, in UTF-8; may be empty
  std::string address;

  friend bool operator==(const mailbox&, const mailbox&) = default;
};

/// `shop@example.org`, `The Shop <shop@example.org>` or
/// `"The Shop" <shop@example.org>`; nothing if the text is neither.
std::optional<mailbox> parse_mailbox(std::string_view text);

/// Whether this can stand in a mail's envelope as it is: ASCII, one `@`,
/// before it what needs no quotes, behind it the name of a host.
bool is_plain_address(std::string_view text);

/// Whether this can stand behind an `@`.
bool is_mail_domain(std::string_view text);

} // namespace orderd::config
