// SPDX-License-Identifier: Apache-2.0
#include "app/notify/webhook_verdict.hpp"

#include <algorithm>

namespace orderd::app {
namespace {

using verdict = domain::handed::verdict;

verdict verdict_of(const webhook_outcome& outcome) {
  const int status = outcome.status;
  if (status == 0)
    return outcome.reached ? verdict::again : verdict::down;
  if (status >= 200 && status <= 299)
    return verdict::sent;
  if (status == 410)
    return verdict::disabled;
  if (status == 429 || (status == 503 && outcome.retry_after))
    return verdict::down;
  return verdict::again;
}

std::string answer_of(const webhook_outcome& outcome) {
  if (outcome.status == 0)
    return outcome.why;
  auto text = "it answered " + std::to_string(outcome.status);
  if (outcome.status >= 300 && outcome.status <= 399)
    text += ", and redirects are not followed";
  if (outcome.status == 410)
    text += ", which means that it wants no more";
  return text;
}

} // namespace

domain::handed judge(const webhook_outcome& outcome,
                     const std::string& receiver) {
  domain::handed result;
  result.what = verdict_of(outcome);
  if (result.what == verdict::sent)
    return result;
  result.reason = "cannot post to " + receiver + ": " + answer_of(outcome);
  if (result.what == verdict::down && outcome.retry_after)
    result.wait = std::min(*outcome.retry_after, longest_webhook_wait);
  return result;
}

} // namespace orderd::app
