// SPDX-License-Identifier: Apache-2.0
#include "tests/support/control_fixture.hpp"

#include "actors/errors.hpp"

namespace orderd::testing {

using namespace orderd::actors;

namespace {

using script_ptr = std::shared_ptr<control_neighbours>;

template <class Result, class Request>
caf::result<Result> answered(const answer<Request, Result>& how,
                             const Request& request) {
  if (how)
    return how(request);
  return make_error(errc::internal, "not expected by this test");
}

template <class Request, class Result>
auto unexpected() {
  return [](const Request&) -> caf::result<Result> {
    return make_error(errc::internal, "not expected by this test");
  };
}

template <class Message>
auto ignore() {
  return [](const Message&) {};
}

auto drain_at_once() {
  return [](const drain&) { return drained{}; };
}

supervisor_actor::behavior_type fake_supervisor(supervisor_actor::pointer,
                                                script_ptr script) {
  return {
      [script](const shut_down& message) {
        script->shut_down.push_back(message.reason);
      },
      ignore<drain_overdue>(),
      ignore<next_stage>(),
      [script](const get_status&) { return daemon_status{script->state}; },
  };
}

analytics_actor::behavior_type fake_analytics(analytics_actor::pointer,
                                              script_ptr script) {
  return {
      ignore<committed>(),
      [script](const get_kpis& asked) {
        script->asked_kpis.push_back(asked);
        return kpis_shown{std::make_shared<std::vector<kpi_row>>(script->kpis)};
      },
      [script](const get_leaderboard& asked) {
        script->asked_boards.push_back(asked);
        return leaderboard_shown{
            std::make_shared<std::vector<domain::customer_totals>>(
                script->leaders),
            script->own_place};
      },
      unexpected<get_memory_figures, memory_figures_shown>(),
      [script](const get_totals&) { return totals_shown{script->totals}; },
  };
}

processor_actor::behavior_type fake_processor(processor_actor::pointer self,
                                              script_ptr script) {
  script->processor_self = self;
  return {
      ignore<payment_answers>(),
      unexpected<submit_batch, orders_accepted>(),
      [script](const create_order& request) {
        script->created.push_back(request);
        return answered(script->create_order, request);
      },
      unexpected<await_import, import_settled>(),
      [script](const get_status&) { return script->processor; },
      drain_at_once(),
      [](const recover&) { return recovered{}; },
      [script](const retry_dead_orders& request) {
        return answered(script->retry_dead_orders, request);
      },
      [script](const pause_stage& request) {
        return answered(script->pause_orders, request);
      },
      ignore<retry_payments>(),
      ignore<payments_overdue>(),
  };
}

refund_actor::behavior_type fake_refund(refund_actor::pointer,
                                        script_ptr script) {
  return {
      ignore<payment_answers>(),
      unexpected<submit_refunds, refunds_requested>(),
      [script](const create_refund& request) {
        script->asked_refunds.push_back(request);
        return answered(script->create_refund, request);
      },
      [script](const cancel_refund& request) {
        return answered(script->cancel_refund, request);
      },
      [script](const reverse_refund& request) {
        return answered(script->reverse_refund, request);
      },
      [script](const retry_dead_refunds& request) {
        return answered(script->retry_dead_refunds, request);
      },
      [script](const pause_stage& request) {
        return answered(script->pause_refunds, request);
      },
      unexpected<await_import, import_settled>(),
      [script](const get_status&) { return script->refunds; },
      drain_at_once(),
      [](const recover&) { return recovered{}; },
      ignore<retry_payments>(),
      ignore<payments_overdue>(),
  };
}

importer_actor::behavior_type fake_importer(importer_actor::pointer,
                                            script_ptr script) {
  return {
      ignore<folder_changed>(),
      ignore<rescan>(),
      ignore<scan_now>(),
      ignore<importer_step>(),
      ignore<resume_import>(),
      [script](const import_descriptor& request) {
        return answered(script->import_descriptor, request);
      },
      [script](const cancel_import& request) {
        return answered(script->cancel_import, request);
      },
      [script](const pause_stage& request) {
        return answered(script->pause_imports, request);
      },
      [script](const get_status&) { return script->importer; },
      drain_at_once(),
  };
}

notifier_actor::behavior_type fake_notifier(notifier_actor::pointer,
                                            script_ptr script) {
  return {
      ignore<committed>(),
      ignore<deliver_pending>(),
      [script](const deliver_due&) { script->pokes += 1; },
      [script](const pause_stage& request) {
        return answered(script->pause_notifications, request);
      },
      [script](const send_test& request) {
        return answered(script->send_test, request);
      },
      ignore<resume_channel>(),
      ignore<retry_storage>(),
      ignore<record_progress>(),
      [script](const get_status&) { return script->notifier; },
      drain_at_once(),
  };
}

} // namespace

supervisor_actor spawn_fake_supervisor(caf::actor_system& system,
                                       script_ptr script) {
  return system.spawn(fake_supervisor, std::move(script));
}

analytics_actor spawn_fake_analytics(caf::actor_system& system,
                                     script_ptr script) {
  return system.spawn(fake_analytics, std::move(script));
}

processor_actor spawn_fake_processor(caf::actor_system& system,
                                     script_ptr script) {
  return system.spawn(fake_processor, std::move(script));
}

refund_actor spawn_fake_refund(caf::actor_system& system, script_ptr script) {
  return system.spawn(fake_refund, std::move(script));
}

importer_actor spawn_fake_importer(caf::actor_system& system,
                                   script_ptr script) {
  return system.spawn(fake_importer, std::move(script));
}

notifier_actor spawn_fake_notifier(caf::actor_system& system,
                                   script_ptr script) {
  return system.spawn(fake_notifier, std::move(script));
}

control_fixture::control_fixture() {
  storage->get_status = [](const get_status&) {
    return storage_status{true, "host=/tmp/pg dbname=orderd", {}, 0};
  };
  control_deps deps;
  storage_handle = test.adopt(spawn_fake_storage(test.system, storage));
  deps.storage = storage_handle;
  deps.analytics = test.adopt(spawn_fake_analytics(test.system, others));
  deps.processor = test.adopt(spawn_fake_processor(test.system, others));
  refund_handle = test.adopt(spawn_fake_refund(test.system, others));
  deps.refund = refund_handle;
  deps.importer = test.adopt(spawn_fake_importer(test.system, others));
  deps.notifier = test.adopt(spawn_fake_notifier(test.system, others));
  deps.supervisor = test.adopt(spawn_fake_supervisor(test.system, others));
  deps.outbox = &outbox;
  deps.clock = test.clock.get();
  deps.events = test.events.get();
  deps.tail = &log;
  deps.terms = {{"USD", 2}, "simulator", "1.2.3"};
  deps.timezone = "UTC";
  deps.threads = false;
  deps.digest_of = [](const std::string& path) {
    return tl::expected<std::string, std::string>{path};
  };
  control = test.spawn(actors::control, deps);
  test.run();
}

std::vector<json_document>
control_fixture::send(const std::string& line, std::int64_t client,
                      std::shared_ptr<int> descriptor) {
  outbox.lines.clear();
  caf::anon_send(control, control_request{client, line, std::move(descriptor)});
  test.run();
  std::vector<json> answers;
  for (const auto& [to, text] : outbox.lines) {
    BOOST_TEST(to == client);
    BOOST_TEST(text.find('\n') == std::string::npos);
    answers.push_back(json::parse(text));
  }
  return answers;
}

json_document control_fixture::call(const std::string& method,
                                    const json& params,
                                    std::shared_ptr<int> descriptor) {
  const json request{
      {"jsonrpc", "2.0"}, {"id", 7}, {"method", method}, {"params", params}};
  const auto answers = send(request.dump(), 1, std::move(descriptor));
  BOOST_REQUIRE_EQUAL(answers.size(), 1u);
  BOOST_TEST(answers[0]["id"] == 7);
  return answers[0];
}

json_document control_fixture::result(const std::string& method,
                                      const json& params) {
  const auto answer = call(method, params);
  BOOST_REQUIRE_MESSAGE(answer.contains("result"), answer.dump());
  return answer["result"];
}

json_document control_fixture::error(const std::string& method,
                                     const json& params) {
  const auto answer = call(method, params);
  BOOST_REQUIRE_MESSAGE(answer.contains("error"), answer.dump());
  return answer["error"];
}

} // namespace orderd::testing
