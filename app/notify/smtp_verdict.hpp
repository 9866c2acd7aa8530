// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/outgoing.hpp"

#include <string>
#include <string_view>

namespace orderd::app {

/// How far one mail came.
enum class smtp_stage {
  hello,    ///< no more than a connection: nothing was said about the mail
  sender,   ///< MAIL was sent: who we are, and how large the mail is
  envelope, ///< RCPT or DATA was sent
  content   ///< at least a part of the mail itself
};

/// How an attempt to send one mail ended.
struct smtp_outcome {
  bool ok = false;
  smtp_stage stage = smtp_stage::hello;
  std::string reply; ///< the server's last word in this stage; may be empty
  std::string why;   ///< libcurl's, if not ok
};

/// The number that a reply begins with, or 0.
int reply_code(std::string_view reply);

/// What becomes of the mail: an end that is not clear counts as `again`, what
/// the server refuses for good as `refused`, and what is not about this mail
/// as `down`. `receiver` and `server` are named in the reason, with what the
/// server said, else with what libcurl did.
domain::handed judge(const smtp_outcome& outcome, const std::string& receiver,
                     const std::string& server);

} // namespace orderd::app
