// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_storage.hpp"

#include "actors/errors.hpp"

#include <string>
#include <typeinfo>
#include <utility>

namespace orderd::testing {

namespace {

using script_ptr = std::shared_ptr<fake_storage>;

/// The handler of one message: asks the script at the time of the message.
template <class Request, class Result>
auto ask(script_ptr script, answer<Request, Result> fake_storage::*member) {
  return [script = std::move(script),
          member](const Request& request) -> caf::result<Result> {
    if (const auto& how = (*script).*member)
      return how(request);
    return actors::make_error(actors::errc::internal,
                              std::string("not expected by this test: ") +
                                  typeid(Request).name());
  };
}

actors::storage_actor::behavior_type
fake_storage_behavior(actors::storage_actor::pointer self, script_ptr script) {
  script->self = self;
  if (!script->drain)
    script->drain = [](const actors::drain&) { return actors::drained{}; };
  using fake = fake_storage;
  return {
      ask(script, &fake::accept_orders),
      ask(script, &fake::finalize_orders),
      ask(script, &fake::record_deliveries),
      ask(script, &fake::resend_notification),
      ask(script, &fake::revive_notifications),
      ask(script, &fake::record_dead),
      ask(script, &fake::request_refunds),
      ask(script, &fake::take_up_refunds),
      ask(script, &fake::settle_refunds),
      ask(script, &fake::store_refund_cancelled),
      ask(script, &fake::store_refund_reversed),
      ask(script, &fake::record_dead_refunds),
      ask(script, &fake::revive_refunds),
      ask(script, &fake::revive_orders),
      ask(script, &fake::rehearse_refunds),
      ask(script, &fake::store_paused),
      ask(script, &fake::allot_import_id),
      ask(script, &fake::register_import),
      ask(script, &fake::start_import),
      ask(script, &fake::skip_rows),
      ask(script, &fake::request_cancel),
      ask(script, &fake::end_import),
      ask(script, &fake::apply_products),
      ask(script, &fake::change_stock),
      ask(script, &fake::find_order),
      ask(script, &fake::list_orders),
      ask(script, &fake::find_product),
      ask(script, &fake::list_products),
      ask(script, &fake::find_customer),
      ask(script, &fake::list_customers),
      ask(script, &fake::customers_by_id),
      ask(script, &fake::find_refund),
      ask(script, &fake::list_refunds),
      ask(script, &fake::list_dead_letters),
      ask(script, &fake::load_refund_counts),
      ask(script, &fake::list_notifications),
      ask(script, &fake::find_notification),
      ask(script, &fake::find_import),
      ask(script, &fake::list_imports),
      ask(script, &fake::list_rejects),
      ask(script, &fake::load_figures),
      ask(script, &fake::load_open_orders),
      ask(script, &fake::load_dead_orders),
      ask(script, &fake::load_pending_deliveries),
      ask(script, &fake::load_outgoing),
      ask(script, &fake::load_due_retries),
      ask(script, &fake::load_test_notice),
      ask(script, &fake::count_deliveries),
      ask(script, &fake::load_paused),
      ask(script, &fake::verify_rules),
      ask(script, &fake::recompute_figures),
      [script](const actors::subscribe_commits& message) {
        script->listeners.push_back(message.listener);
      },
      [script](const actors::connection_health& message) {
        script->health.push_back(message);
      },
      ask(script, &fake::get_status),
      ask(script, &fake::drain),
  };
}

} // namespace

actors::storage_actor spawn_fake_storage(caf::actor_system& system,
                                         std::shared_ptr<fake_storage> script) {
  return system.spawn(fake_storage_behavior, std::move(script));
}

} // namespace orderd::testing
