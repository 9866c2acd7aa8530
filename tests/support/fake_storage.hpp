// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/protocols.hpp"

#include <caf/actor_system.hpp>
#include <caf/result.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <memory>
#include <vector>

/// Neighbours for tests of actors.
namespace orderd::testing {

/// How a fake answers one kind of message: with a value, an error, or later
/// through a response promise that it made from the fake's `self`.
template <class Request, class Result>
using answer = std::function<caf::result<Result>(const Request&)>;

/// A storage actor whose every answer a test writes. A message that no test
/// expected is answered with `errc::internal`, naming it. Set the answers
/// before or between runs of the test scheduler.
struct fake_storage {
  answer<actors::accept_orders, actors::orders_accepted> accept_orders;
  answer<actors::finalize_orders, actors::orders_finalized> finalize_orders;
  answer<actors::record_deliveries, actors::recorded> record_deliveries;
  answer<actors::resend_notification, actors::recorded> resend_notification;
  answer<actors::revive_notifications, actors::notifications_revived>
      revive_notifications;
  answer<actors::record_dead, actors::recorded> record_dead;
  answer<actors::request_refunds, actors::refunds_requested> request_refunds;
  answer<actors::take_up_refunds, actors::refunds_taken_up> take_up_refunds;
  answer<actors::settle_refunds, actors::refunds_settled> settle_refunds;
  answer<actors::store_refund_cancelled, actors::recorded>
      store_refund_cancelled;
  answer<actors::store_refund_reversed, actors::refunds_settled>
      store_refund_reversed;
  answer<actors::record_dead_refunds, actors::recorded> record_dead_refunds;
  answer<actors::revive_refunds, actors::refunds_taken_up> revive_refunds;
  answer<actors::revive_orders, actors::orders_revived> revive_orders;
  answer<actors::rehearse_refunds, actors::refunds_rehearsed> rehearse_refunds;
  answer<actors::store_paused, actors::recorded> store_paused;
  answer<actors::allot_import_id, actors::import_id_allotted> allot_import_id;
  answer<actors::register_import, actors::import_row> register_import;
  answer<actors::start_import, actors::import_row> start_import;
  answer<actors::skip_rows, actors::recorded> skip_rows;
  answer<actors::request_cancel, actors::import_row> request_cancel;
  answer<actors::end_import, actors::import_row> end_import;
  answer<actors::apply_products, actors::products_applied> apply_products;
  answer<actors::change_stock, actors::stock_changed> change_stock;

  answer<actors::find_order, actors::order_found> find_order;
  answer<actors::list_orders, actors::orders_listed> list_orders;
  answer<actors::find_product, actors::product_found> find_product;
  answer<actors::list_products, actors::products_listed> list_products;
  answer<actors::find_customer, actors::customer_found> find_customer;
  answer<actors::list_customers, actors::customers_listed> list_customers;
  answer<actors::customers_by_id, actors::customers_listed> customers_by_id;
  answer<actors::find_refund, actors::refund_found> find_refund;
  answer<actors::list_refunds, actors::refunds_listed> list_refunds;
  answer<actors::list_dead_letters, actors::dead_letters_listed>
      list_dead_letters;
  answer<actors::load_refund_counts, actors::refund_counts_loaded>
      load_refund_counts;
  answer<actors::list_notifications, actors::notifications_listed>
      list_notifications;
  answer<actors::find_notification, actors::notification_found>
      find_notification;
  answer<actors::find_import, actors::import_found> find_import;
  answer<actors::list_imports, actors::imports_listed> list_imports;
  answer<actors::list_rejects, actors::rejects_listed> list_rejects;
  answer<actors::load_figures, actors::figures_loaded> load_figures;
  answer<actors::load_open_orders, actors::open_orders_loaded> load_open_orders;
  answer<actors::load_dead_orders, actors::dead_orders_loaded> load_dead_orders;
  answer<actors::load_pending_deliveries, actors::pending_deliveries_loaded>
      load_pending_deliveries;
  answer<actors::load_outgoing, actors::outgoing_loaded> load_outgoing;
  answer<actors::load_due_retries, actors::due_retries_loaded> load_due_retries;
  answer<actors::load_test_notice, actors::test_notice_loaded> load_test_notice;
  answer<actors::count_deliveries, actors::deliveries_counted> count_deliveries;
  answer<actors::load_paused, actors::paused_loaded> load_paused;
  answer<actors::verify_rules, actors::rules_verified> verify_rules;
  answer<actors::recompute_figures, actors::figures_recomputed>
      recompute_figures;

  answer<actors::get_status, actors::storage_status> get_status;
  /// Answered with `drained` unless a test says otherwise.
  answer<actors::drain, actors::drained> drain;

  /// Who subscribed; tell them with `caf::anon_send(listener, committed{..})`.
  std::vector<actors::commit_listener_actor> listeners;
  /// What was reported, in order.
  std::vector<actors::connection_health> health;
  /// The actor itself, for `self->make_response_promise<Result>()`.
  actors::storage_actor::pointer self = nullptr;
};

/// Spawns it; the test keeps the script and changes it as it goes.
actors::storage_actor spawn_fake_storage(caf::actor_system& system,
                                         std::shared_ptr<fake_storage> script);

} // namespace orderd::testing
