// SPDX-License-Identifier: Apache-2.0
// The documents of what waits, and of what is stuck.
#include "actors/document_values.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"

#include <string_view>
#include <utility>

namespace orderd::actors {

namespace {

json_document stage(std::string_view name, std::int64_t in_flight,
                    std::int64_t waiting, std::int64_t dead, bool paused) {
  return {{"stage", name},
          {"in_flight", in_flight},
          {"waiting", waiting},
          {"dead", dead},
          {"paused", paused}};
}

json_document channel_document(const channel_status& channel, bool all_paused) {
  return {{"channel", channel.channel},
          {"in_flight", channel.in_flight},
          {"waiting", channel.waiting},
          {"retrying", channel.retrying},
          {"dead", channel.dead},
          {"paused", channel.paused || all_paused},
          {"trouble", text_or_null(channel.trouble)}};
}

/// The sums over all channels, and each of them.
json_document notifications_stage_document(const notifier_status& status) {
  auto channels = json_document::array();
  std::int64_t in_flight = 0;
  std::int64_t retrying = 0;
  std::int64_t dead = 0;
  for (const auto& channel : status.channels) {
    in_flight += channel.in_flight;
    retrying += channel.retrying;
    dead += channel.dead;
    channels.push_back(channel_document(channel, status.paused));
  }
  auto document = stage(notifications_stage, in_flight, status.waiting, dead,
                        status.paused);
  document["retrying"] = retrying;
  document["channels"] = std::move(channels);
  return document;
}

} // namespace

json_document
dead_letters_document(const std::vector<domain::dead_letter_view>& dead,
                      std::int64_t total, const document_terms& terms) {
  auto list = json_document::array();
  for (const auto& letter : dead) {
    const auto refund = letter.refund;
    const auto told = letter.notification;
    list.push_back(
        {{"stage", letter.stage},
         {"order_id", letter.order.value},
         {"order_number", domain::order_number(letter.order)},
         {"refund_id", refund ? json_document(refund.value) : json_document()},
         {"refund_number", refund ? json_document(domain::refund_number(refund))
                                  : json_document()},
         {"notification_id",
          told ? json_document(told.value) : json_document()},
         {"channel", text_or_null(letter.channel)},
         {"amount", amount(letter.amount, terms)},
         {"currency", letter.currency},
         {"attempts", letter.attempts},
         {"error_message", text_or_null(letter.error_message)},
         {"since", domain::format_time(letter.since)}});
  }
  return {{"dead", std::move(list)}, {"total", total}};
}

json_document queue_document(const queue_facts& facts) {
  const auto& imports = facts.imports;
  const auto& orders = facts.orders;
  const auto& refunds = facts.refunds;
  auto stages = json_document::array();
  stages.push_back(stage(imports_stage, imports.running, imports.waiting, 0,
                         imports.paused));
  stages.push_back(stage(orders_stage, orders.in_flight, orders.waiting,
                         orders.dead, orders.paused));
  stages.push_back(stage(refunds_stage, refunds.in_flight, refunds.waiting,
                         refunds.dead, refunds.paused));
  stages.push_back(notifications_stage_document(facts.notifications));
  return {{"stages", std::move(stages)}};
}

} // namespace orderd::actors
