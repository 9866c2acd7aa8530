// SPDX-License-Identifier: Apache-2.0
#include "actors/payment_simulator.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace orderd::actors {
namespace {

payment_verdict to_verdict(domain::gateway_decision::verdict what) {
  switch (what) {
  case domain::gateway_decision::verdict::approved:
    return payment_verdict::approved;
  case domain::gateway_decision::verdict::declined:
    return payment_verdict::declined;
  case domain::gateway_decision::verdict::unclear:
    break;
  }
  return payment_verdict::unclear;
}

payment_answers answer(const domain::simulated_gateway& gateway,
                       std::span<const payment_request> requests) {
  auto lines = std::make_shared<std::vector<payment_answer_line>>();
  lines->reserve(requests.size());
  for (const auto& request : requests) {
    const bool refund = request.what == payment_request::operation::refund;
    auto decision =
        domain::decide(gateway, {request.key, refund, request.attempt});
    lines->push_back({request.subject, request.key, to_verdict(decision.what),
                      std::move(decision.transaction_id),
                      std::move(decision.reason)});
  }
  return {std::move(lines)};
}

void respond(gateway_actor::pointer self,
             const domain::simulated_gateway& gateway,
             std::chrono::milliseconds latency,
             const request_payments& message) {
  auto rest = std::span(*message.requests);
  while (!rest.empty()) {
    const auto size = std::min(rest.size(), max_answers_a_group);
    auto group = answer(gateway, rest.first(size));
    rest = rest.subspan(size);
    if (latency.count() == 0)
      self->send(message.sink, std::move(group));
    else
      self->delayed_send(message.sink, latency, std::move(group));
  }
}

} // namespace

gateway_actor::behavior_type
payment_simulator(gateway_actor::pointer self,
                  domain::simulated_gateway gateway,
                  std::chrono::milliseconds latency) {
  return {
      [self, gateway, latency](const request_payments& message) {
        respond(self, gateway, latency, message);
      },
  };
}

} // namespace orderd::actors
