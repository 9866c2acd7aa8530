// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_writer.hpp"

#include "storage/accept_orders.hpp"
#include "storage/dead_letters_writer.hpp"
#include "storage/deliveries_writer.hpp"
#include "storage/figures_writer.hpp"
#include "storage/finalize_orders.hpp"
#include "storage/imports_writer.hpp"
#include "storage/products_writer.hpp"
#include "storage/refund_changes.hpp"
#include "storage/refund_rehearsal.hpp"
#include "storage/refund_request.hpp"
#include "storage/refund_settle.hpp"

namespace orderd::storage {

pg_writer::pg_writer(connect_options options, lane_place place,
                     session_hooks hooks, stop_flag stop,
                     std::shared_ptr<id_allocator> ids,
                     writer_settings settings)
    : session_(std::move(options), place, std::move(hooks), std::move(stop)),
      ids_(std::move(ids)),
      settings_(std::move(settings)),
      context_{session_, *ids_, settings_.policy, settings_.currency} {}

accept_result pg_writer::accept(const accept_request& request) {
  return accept_orders(context_, request);
}

finalize_result pg_writer::finalize(const finalize_request& request) {
  return finalize_orders(context_, request);
}

void pg_writer::record_deliveries(const delivery_records& records,
                                  domain::utc_time at) {
  storage::record_deliveries(context_, records, at);
}

void pg_writer::resend_notification(domain::notification_id id,
                                    domain::utc_time now) {
  storage::resend_notification(context_, id, now);
}

std::int64_t
pg_writer::revive_notifications(std::span<const domain::notification_id> ids,
                                const dead_letter_filter& filter,
                                domain::utc_time now) {
  return storage::revive_notifications(context_, ids, filter, now);
}

void pg_writer::record_dead(std::span<const dead_letter> dead,
                            domain::utc_time at) {
  storage::record_dead(context_, dead, at);
}

refunds_result pg_writer::request_refunds(const refunds_request& request) {
  return storage::request_refunds(context_, request);
}

std::vector<open_refund> pg_writer::take_up_refunds(domain::refund_id after,
                                                    int limit, bool claim) {
  return storage::take_up_refunds(context_, after, limit, claim);
}

settlement_result
pg_writer::settle_refunds(const refunds_settlement& settlement) {
  return storage::settle_refunds(context_, settlement);
}

void pg_writer::cancel_refund(domain::refund_id id, domain::utc_time now) {
  storage::cancel_refund(context_, id, now);
}

settlement_result pg_writer::reverse_refund(const refund_reversal& reversal) {
  return storage::reverse_refund(context_, reversal);
}

void pg_writer::record_dead_refunds(std::span<const dead_refund> dead,
                                    domain::utc_time at) {
  storage::record_dead_refunds(context_, dead, at);
}

std::vector<open_refund>
pg_writer::revive_refunds(std::span<const domain::refund_id> ids) {
  return storage::revive_refunds(context_, ids);
}

std::vector<dead_letter>
pg_writer::revive_orders(std::span<const domain::order_id> ids) {
  return storage::revive_orders(context_, ids);
}

rehearsal_report pg_writer::rehearse_refunds(const rehearsal_request& request) {
  return storage::rehearse_refunds(context_, request);
}

commit_facts pg_writer::mend_figures(const figures_fix& fix) {
  return storage::mend_figures(context_, fix);
}

void pg_writer::set_paused(const std::string& stage, bool paused) {
  storage::set_paused(context_, stage, paused);
}

domain::import_id pg_writer::next_import_id() {
  domain::import_id id;
  // Its body begins no transaction: allotting a block is one of its own, and
  // the session connects again if that fails.
  session_.run("allot an import id", [&](transaction& tx) {
    id = {ids_->take(tx.on(), id_kind::import, 1)};
  });
  return id;
}

import_record pg_writer::register_import(const new_import& import,
                                         domain::utc_time now) {
  return storage::register_import(context_, import, now);
}

import_record
pg_writer::start_import(domain::import_id id,
                        const std::vector<std::string>& unknown_columns,
                        domain::utc_time now) {
  return storage::start_import(context_, id, unknown_columns, now);
}

void pg_writer::skip_rows(const import_slice& slice, std::int64_t rows) {
  storage::skip_rows(context_, slice, rows);
}

import_record pg_writer::request_cancel(domain::import_id id) {
  return storage::request_cancel(context_, id);
}

import_record pg_writer::end_import(const import_ending& ending,
                                    domain::utc_time now) {
  return storage::end_import(context_, ending, now);
}

products_result pg_writer::apply_products(const products_request& request) {
  return storage::apply_products(context_, request);
}

stock_level pg_writer::change_stock(const stock_change& change,
                                    domain::utc_time now) {
  return storage::change_stock(context_, change, now);
}

} // namespace orderd::storage
