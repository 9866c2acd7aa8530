// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/router.hpp"

#include "actors/control_rpc.hpp"
#include "actors/errors.hpp"

#include <caf/send.hpp>

#include <chrono>

namespace orderd::app {

router::router(event_loop& loop, signals on_signals,
               actors::document_terms terms,
               std::shared_ptr<actors::event_sink> events,
               actors::log_tail& tail)
    : loop_(loop),
      signals_(std::move(on_signals)),
      terms_(std::move(terms)),
      events_(std::move(events)),
      tail_(tail) {}

event_handlers router::handlers() {
  event_handlers all;
  all.on_request = [this](std::int64_t client, std::string line,
                          std::shared_ptr<int> descriptor) {
    route_request(client, std::move(line), std::move(descriptor));
  };
  all.on_closed = [this](std::int64_t client) {
    if (const auto all_actors = crew())
      caf::anon_send(all_actors->control, actors::control_closed{client});
  };
  all.on_folder_change = [this](actors::incoming_file file, bool renamed) {
    if (const auto all_actors = crew())
      caf::anon_send(all_actors->importer,
                     actors::folder_changed{std::move(file), renamed});
  };
  all.on_rescan = [this] {
    if (const auto all_actors = crew())
      caf::anon_send(all_actors->importer, actors::scan_now{});
  };
  all.on_stop_signal = [this](int count) {
    if (count == 1)
      signals_.stop();
    else
      signals_.exit_now();
  };
  all.on_hangup = [this] { signals_.hangup(); };
  all.on_trouble = [this](const std::string& text) {
    events_->write(actors::log_level::warning, "loop.trouble",
                   {{"reason", text}});
  };
  return all;
}

void router::set_state(std::string state) {
  const std::lock_guard guard{mutex_};
  state_ = std::move(state);
}

void router::connect(const actors::crew& crew) {
  const std::lock_guard guard{mutex_};
  crew_ = crew;
}

void router::disconnect() {
  const std::lock_guard guard{mutex_};
  crew_.reset();
  state_ = "draining";
}

void router::reply(std::int64_t client, std::string line) {
  loop_.reply(client, std::move(line));
}

void router::route_request(std::int64_t client, std::string line,
                           std::shared_ptr<int> descriptor) {
  if (const auto all_actors = crew()) {
    caf::anon_send(all_actors->control,
                   actors::control_request{client, std::move(line),
                                           std::move(descriptor)});
    return;
  }
  loop_.reply(client, answer_alone(line));
}

std::string router::answer_alone(const std::string& line) const {
  const auto request = actors::parse_request(line);
  if (!request)
    return actors::render_error(request.error().id, request.error().error);
  std::string state;
  {
    const std::lock_guard guard{mutex_};
    state = state_;
  }
  if (request->method == "status") {
    actors::status_facts facts;
    facts.state = state;
    return actors::render_result(request->id,
                                 actors::status_document(facts, terms_));
  }
  const bool ends = state == "draining";
  if (ends && request->method == "tail.read")
    if (const auto rest = rest_of_log(request->params))
      return actors::render_result(request->id, *rest);
  return actors::render_error(
      request->id, actors::to_rpc_error(
                       ends ? actors::errc::draining : actors::errc::not_ready,
                       "the daemon does not take requests: it is " + state));
}

// There may be no time to ask twice, so that whoever reads is told to go on at
// once.
std::optional<actors::json_document>
router::rest_of_log(const nlohmann::json& params) const {
  const auto follower = params.find("follower");
  if (follower == params.end() || !follower->is_number_integer())
    return std::nullopt;
  auto page = tail_.read(follower->get<std::int64_t>(),
                         std::chrono::floor<std::chrono::microseconds>(
                             std::chrono::system_clock::now()));
  if (!page || (page->lines.empty() && page->dropped == 0))
    return std::nullopt;
  page->more = true;
  return actors::tail_document(*page);
}

std::optional<actors::crew> router::crew() const {
  const std::lock_guard guard{mutex_};
  return crew_;
}

} // namespace orderd::app
