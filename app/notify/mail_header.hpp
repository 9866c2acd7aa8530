// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/mailbox.hpp"
#include "domain/time.hpp"

#include <string>
#include <string_view>

/// Header lines of a mail, without the last line end. Whatever a text holds,
/// it makes one header: control characters become blanks, bytes that are no
/// UTF-8 become `?`, and what is no plain ASCII, or does not fit into a line,
/// is written in the encoded words of RFC 2047.
namespace orderd::app {

/// A header that people read, such as the subject.
std::string text_header(std::string_view name, std::string_view text);

/// A header that names one mailbox.
std::string mailbox_header(std::string_view name, const config::mailbox& who);

/// As RFC 5322 wants it: `Tue, 24 Nov 2026 05:58:14 +0000`.
std::string mail_date(domain::utc_time time);

} // namespace orderd::app
