// SPDX-License-Identifier: Apache-2.0
#include "app/notify/smtp_verdict.hpp"

#include "domain/text.hpp"

#include <algorithm>

namespace orderd::app {
namespace {

constexpr std::size_t shown_reply = 300;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The server wants a login or TLS that the configuration does not give it, or
// another sender. That no mail of this size is taken is about the mail.
bool is_about_us(smtp_stage stage, int code) {
  constexpr int too_large = 552;
  return code == 530 || code == 534 || code == 535 || code == 538 ||
         (stage == smtp_stage::sender && code >= 500 && code != too_large);
}

domain::handed::verdict verdict_of(const smtp_outcome& outcome) {
  using verdict = domain::handed::verdict;
  if (outcome.ok)
    return verdict::sent;
  const int code = reply_code(outcome.reply);
  if (outcome.stage == smtp_stage::hello || is_about_us(outcome.stage, code))
    return verdict::down;
  return code >= 500 && code <= 599 ? verdict::refused : verdict::again;
}

} // namespace

int reply_code(std::string_view reply) {
  if (reply.size() < 3 || !std::ranges::all_of(reply.substr(0, 3), is_digit))
    return 0;
  return (reply[0] - '0') * 100 + (reply[1] - '0') * 10 + (reply[2] - '0');
}

domain::handed judge(const smtp_outcome& outcome, const std::string& receiver,
                     const std::string& server) {
  domain::handed result;
  result.what = verdict_of(outcome);
  if (result.what == domain::handed::verdict::sent)
    return result;
  result.reason =
      "cannot send a mail to " + receiver + " by way of " + server + ": ";
  // Its own words say more than what libcurl makes of them.
  if (reply_code(outcome.reply) >= 400) {
    result.reason +=
        "the server said " + domain::quoted(outcome.reply, shown_reply);
    return result;
  }
  result.reason += outcome.why;
  if (outcome.stage == smtp_stage::content)
    result.reason += "; nobody knows whether the server took it";
  return result;
}

} // namespace orderd::app
