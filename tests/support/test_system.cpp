// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_system.hpp"

#include "actors/errors.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace orderd::testing {

domain::utc_time manual_clock::now() const {
  return now_;
}

domain::business_day manual_clock::day_of(domain::utc_time time) const {
  return std::chrono::floor<std::chrono::days>(time);
}

void manual_clock::advance(std::chrono::microseconds by) {
  now_ += by;
}

void recording_sink::write(actors::log_level level, std::string_view event,
                           std::span<const actors::log_field> fields) noexcept {
  events.push_back({level, std::string(event), {fields.begin(), fields.end()}});
}

tl::expected<void, std::string>
recording_sink::write_all(std::span<const actors::log_event> more) {
  if (!failure.empty())
    return tl::unexpected(failure);
  events.insert(events.end(), more.begin(), more.end());
  return {};
}

std::size_t recording_sink::count(std::string_view event) const {
  return static_cast<std::size_t>(std::ranges::count(
      events, event, [](const auto& e) { return std::string_view(e.name); }));
}

std::string field(const actors::log_event& event, std::string_view name) {
  const auto found = std::ranges::find(event.fields, name, [](const auto& f) {
    return std::string_view(f.name);
  });
  if (found == event.fields.end())
    return {};
  struct {
    std::string operator()(const std::string& text) const {
      return text;
    }
    std::string operator()(std::int64_t n) const {
      return std::to_string(n);
    }
    std::string operator()(bool b) const {
      return b ? "true" : "false";
    }
    std::string operator()(const actors::raw_json& j) const {
      return j.text;
    }
  } as_text;
  return std::visit(as_text, found->value);
}

test_system::settings::settings() {
  set("scheduler.policy", caf::atom("testing"));
  actors::add_error_category(*this);
}

test_system::test_system() : system(settings_) {}

test_system::~test_system() {
  for (const auto& actor : spawned_)
    end(actor);
  run();
  spawned_.clear();
}

void test_system::run() {
  scheduler().run();
}

void test_system::advance(std::chrono::milliseconds by) {
  clock->advance(by);
  scheduler().advance_time(by);
  run();
}

std::string test_system::text(const caf::error& error) const {
  return system.render(error);
}

caf::error test_system::ending_of(const caf::strong_actor_ptr& whom) {
  std::optional<caf::error> reason;
  const auto observe = [](caf::event_based_actor* self,
                          const caf::strong_actor_ptr& actor,
                          std::optional<caf::error>* seen) {
    self->set_down_handler([=](caf::down_msg& down) {
      *seen = std::move(down.reason);
      self->quit();
    });
    self->monitor(caf::actor_cast<caf::actor_addr>(actor));
    return caf::behavior{[](int) {}};
  };
  const auto observer = system.spawn(observe, whom, &reason);
  run();
  caf::anon_send_exit(observer, caf::exit_reason::kill);
  run();
  BOOST_REQUIRE_MESSAGE(reason, "the actor has not ended");
  return *reason;
}

void test_system::end(const caf::strong_actor_ptr& whom) {
  caf::anon_send_exit(whom, caf::exit_reason::kill);
}

caf::scheduler::test_coordinator& test_system::scheduler() {
  return dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
}

} // namespace orderd::testing
