// SPDX-License-Identifier: Apache-2.0
#include "storage/write_context.hpp"

#include "storage/write_statements.hpp"

#include <nlohmann/json.hpp>

namespace orderd::storage {
namespace {

// Whatever a source is called: a name that is no UTF-8 is refused by the
// database where the order has it.
std::string json_list(const std::vector<std::string>& names) {
  using json = nlohmann::json;
  return json(names).dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

domain::currency currency_of(const write_context& context) {
  if (auto found = domain::find_currency(context.currency))
    return std::move(*found);
  throw error(error_kind::misconfigured, "cannot handle amounts: \"" +
                                             context.currency +
                                             "\" is no currency of ISO 4217");
}

params kpi_params(const domain::kpi_table& kpis, const std::string& currency,
                  int connection) {
  std::vector<domain::business_day> days;
  std::vector<std::string> sources;
  std::vector<std::int64_t> paid, gross, units, oos, declined, refunded;
  std::vector<std::int64_t> refunds, by_order_day;
  for (const auto& [key, figures] : kpis) {
    days.push_back(key.day);
    sources.push_back(key.source);
    paid.push_back(figures.orders_paid);
    gross.push_back(figures.gross_revenue);
    units.push_back(figures.units_sold);
    oos.push_back(figures.cancelled_out_of_stock);
    declined.push_back(figures.cancelled_payment_declined);
    refunded.push_back(figures.cancelled_refunded);
    refunds.push_back(figures.refunds);
    by_order_day.push_back(figures.refunds_by_order_day);
  }
  params with;
  with.add(currency)
      .add_int32(connection)
      .add_day_array(days)
      .add_array(sources)
      .add_array(paid)
      .add_array(gross)
      .add_array(units)
      .add_array(oos)
      .add_array(declined)
      .add_array(refunded)
      .add_array(refunds)
      .add_array(by_order_day);
  return with;
}

void add_move(pipeline& to, const import_slice& slice,
              const slice_counts& counts) {
  params with;
  with.add(slice.import.value)
      .add(slice.from.offset)
      .add(slice.to.offset)
      .add(slice.to.line)
      .add(counts.accepted)
      .add(counts.duplicates)
      .add(counts.rejected)
      .add(counts.skipped);
  to.emplace_back(&sql::move_import, std::move(with));
}

void require_moved(const result& moved, const import_slice& slice) {
  if (moved.affected() == 1)
    return;
  throw error(error_kind::conflict,
              "cannot go on with import " + std::to_string(slice.import.value) +
                  ": its position is not " + std::to_string(slice.from.offset) +
                  " any more, or it does not run");
}

void check_position(lane_session& session, const import_slice& slice) {
  session.try_out([&](transaction& tx) {
    pipeline move;
    add_move(move, slice, {});
    require_moved(tx.run(std::move(move)).front(), slice);
  });
}

void add_rejects(pipeline& to, domain::import_id import,
                 const std::vector<domain::reject>& rejects) {
  if (rejects.empty())
    return;
  std::vector<std::int64_t> lines;
  std::vector<std::string> columns, codes, reasons, raws;
  for (const auto& reject : rejects) {
    lines.push_back(reject.line);
    columns.push_back(reject.column);
    codes.push_back(reject.code);
    reasons.push_back(reject.reason);
    raws.push_back(reject.raw);
  }
  params with;
  with.add(import.value).add_array(lines).add_array(columns);
  with.add_array(codes).add_array(reasons).add_bytes_array(raws);
  to.emplace_back(&sql::add_rejects, std::move(with));
}

void add_batch_rows(pipeline& to, const write_context& context,
                    const params& batch, domain::batch_id id,
                    const told_kinds& kinds) {
  to.emplace_back(&sql::add_batch, batch);
  std::vector<std::string> channels, sources;
  std::vector<std::int32_t> types, notices;
  for (const auto& policy : context.policy) {
    const auto scope = domain::scope_of(policy, kinds.all());
    if (!scope)
      continue;
    channels.push_back(policy.channel);
    types.push_back(scope->types);
    sources.push_back(scope->sources ? json_list(*scope->sources) : "");
    notices.push_back(static_cast<std::int32_t>(kinds.told_by(policy)));
  }
  if (channels.empty())
    return;
  params deliveries;
  deliveries.add(id.value).add_array(channels).add_array(types);
  deliveries.add_array(sources).add_array(notices);
  to.emplace_back(&sql::add_deliveries, std::move(deliveries));
}

} // namespace orderd::storage
