// SPDX-License-Identifier: Apache-2.0
#include "actors/control_queue_params.hpp"

#include "domain/limits.hpp"
#include "domain/notification.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>

namespace orderd::actors {

namespace {

/// The most dead letters of a stage that are tried again one by one, or looked
/// through for a number.
constexpr int max_searched_letters = 100'000;

std::string displayed(const std::string& text) {
  return domain::quoted(text, domain::limits::shown_bytes);
}

void read_id(param_reader& params, retry_request& wanted) {
  const auto& id = params.value("id");
  if (id.is_string()) {
    const auto& text = id.get_ref<const std::string&>();
    if (text.starts_with("ORD-"))
      wanted.order = params.order("id").id;
    else if (text.starts_with("REF-"))
      wanted.refund = params.refund("id");
    if (wanted.order || wanted.refund)
      return;
  }
  try {
    wanted.number = params.id("id");
  } catch (const param_error&) {
    throw param_error("id", "must be a dead letter: ORD-0000000042, "
                            "REF-0000000007 or a number");
  }
}

} // namespace

std::string read_stage(param_reader& params) {
  static constexpr std::array stages{imports_stage, orders_stage, refunds_stage,
                                     notifications_stage};
  auto stage = params.text("stage");
  if (std::ranges::find(stages, stage) == stages.end())
    throw param_error("stage", "must be imports, orders, refunds or "
                               "notifications, not " +
                                   displayed(stage));
  return stage;
}

std::optional<std::string> maybe_channel(param_reader& params,
                                         std::string_view name) {
  auto channel = params.maybe_text(name);
  if (channel && !domain::channel_code(*channel))
    throw param_error(name, "must be log, email or webhook, not " +
                                displayed(*channel));
  return channel;
}

domain::dead_letter_filter read_dead_filter(param_reader& params) {
  domain::dead_letter_filter filter;
  if (params.has("stage"))
    filter.stage = read_stage(params);
  filter.error = params.maybe_text("error");
  if (filter.error && filter.error->empty())
    throw param_error("error", "must be a part of the error's text");
  return filter;
}

retry_request read_retry(param_reader& params) {
  retry_request wanted;
  wanted.filter = read_dead_filter(params);
  wanted.filter.limit = max_searched_letters;
  wanted.dry_run = params.flag_or("dry_run", false);
  const auto all = params.flag_or("all", false);
  const auto filtered = wanted.filter.stage || wanted.filter.error;
  if (!params.has("id")) {
    if (!all && !filtered)
      throw param_error("id", "or `all`, `stage` or `error` is missing");
    return wanted;
  }
  if (all)
    throw param_error("id", "does not go together with `all`");
  if (wanted.filter.error)
    throw param_error("id", "does not go together with `error`");
  read_id(params, wanted);
  return wanted;
}

} // namespace orderd::actors
