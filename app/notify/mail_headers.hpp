// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/mailbox.hpp"
#include "domain/outgoing.hpp"

#include <optional>
#include <string>
#include <vector>

namespace orderd::app {

/// Who sends mails.
struct mail_sender {
  config::mailbox from;
  std::optional<config::mailbox> reply_to;
  std::string installation_id; ///< message ids begin with it
};

/// The headers of one mail, but those about its parts. The message id is the
/// same at each attempt. The mail's date is that of what it tells, or `now` if
/// a person asked for it again.
std::vector<std::string> mail_headers(const mail_sender& sender,
                                      const domain::outgoing& message,
                                      const std::string& receiver,
                                      const std::string& subject,
                                      domain::utc_time now);

} // namespace orderd::app
