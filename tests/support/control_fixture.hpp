// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/control.hpp"
#include "app/daemon/recent_log.hpp"
#include "tests/support/fake_storage.hpp"
#include "tests/support/test_system.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace orderd::testing {

/// Keeps the lines that clients would get.
struct recording_outbox : actors::control_outbox {
  void reply(std::int64_t client, std::string line) override {
    lines.emplace_back(client, std::move(line));
  }

  std::vector<std::pair<std::int64_t, std::string>> lines;
};

/// What control's other neighbours answer, and what they were asked.
struct control_neighbours {
  std::string state = "ready";
  actors::processor_status processor;
  actors::refunds_status refunds;
  actors::importer_status importer;
  actors::notifier_status notifier;
  domain::kpi_figures totals;
  std::vector<actors::kpi_row> kpis;
  std::vector<domain::customer_totals> leaders;
  actors::leaderboard_place own_place;
  answer<actors::create_order, actors::order_created> create_order;
  answer<actors::retry_dead_orders, actors::dead_retried> retry_dead_orders;
  answer<actors::create_refund, actors::refund_created> create_refund;
  answer<actors::cancel_refund, actors::recorded> cancel_refund;
  answer<actors::reverse_refund, actors::recorded> reverse_refund;
  answer<actors::retry_dead_refunds, actors::dead_retried> retry_dead_refunds;
  answer<actors::pause_stage, actors::recorded> pause_imports;
  answer<actors::pause_stage, actors::recorded> pause_orders;
  answer<actors::pause_stage, actors::recorded> pause_refunds;
  answer<actors::pause_stage, actors::recorded> pause_notifications;
  answer<actors::send_test, actors::test_sent> send_test;
  answer<actors::import_descriptor, actors::import_row> import_descriptor;
  answer<actors::cancel_import, actors::import_row> cancel_import;

  std::vector<actors::create_order> created;
  std::vector<actors::create_refund> asked_refunds;
  std::vector<actors::get_kpis> asked_kpis;
  std::vector<actors::get_leaderboard> asked_boards;
  std::vector<std::string> shut_down;
  int pokes = 0; ///< of the notifier, to look for retries
  actors::processor_actor::pointer processor_self = nullptr;
};

actors::supervisor_actor
spawn_fake_supervisor(caf::actor_system& system,
                      std::shared_ptr<control_neighbours> script);
actors::analytics_actor
spawn_fake_analytics(caf::actor_system& system,
                     std::shared_ptr<control_neighbours> script);
actors::processor_actor
spawn_fake_processor(caf::actor_system& system,
                     std::shared_ptr<control_neighbours> script);
actors::refund_actor
spawn_fake_refund(caf::actor_system& system,
                  std::shared_ptr<control_neighbours> script);
actors::importer_actor
spawn_fake_importer(caf::actor_system& system,
                    std::shared_ptr<control_neighbours> script);
actors::notifier_actor
spawn_fake_notifier(caf::actor_system& system,
                    std::shared_ptr<control_neighbours> script);

/// A control actor among fakes.
class control_fixture {
public:
  control_fixture();

  using json = actors::json_document;

  /// Sends a line; gives the answers that came for it, parsed.
  std::vector<json> send(const std::string& line, std::int64_t client = 1,
                         std::shared_ptr<int> descriptor = nullptr);

  /// Calls a method and gives the only answer.
  json call(const std::string& method, const json& params = json::object(),
            std::shared_ptr<int> descriptor = nullptr);

  /// The same, for answers that must be a result, or must be an error.
  json result(const std::string& method, const json& params = json::object());
  json error(const std::string& method, const json& params = json::object());

  test_system test;
  std::shared_ptr<fake_storage> storage = std::make_shared<fake_storage>();
  std::shared_ptr<control_neighbours> others =
      std::make_shared<control_neighbours>();
  recording_outbox outbox;
  app::recent_log log;
  actors::storage_actor storage_handle;
  actors::refund_actor refund_handle;
  actors::control_actor control;
};

/// An order as storage gives it.
domain::order_view some_order();

/// A refund of that order: number 7, 25.00, completed.
domain::refund_view some_refund();

} // namespace orderd::testing
