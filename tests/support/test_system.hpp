// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/clock.hpp"
#include "actors/event_log.hpp"

#include <boost/test/unit_test.hpp>

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/error.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What every test of an actor stands on.
namespace orderd::testing {

/// A clock that stands still until it is moved. Days are those of UTC.
class manual_clock : public actors::wall_clock {
public:
  [[nodiscard]] domain::utc_time now() const override;
  [[nodiscard]] domain::business_day
  day_of(domain::utc_time time) const override;

  /// Moves it forward.
  void advance(std::chrono::microseconds by);

private:
  domain::utc_time now_{
      std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};
};

/// Keeps what is written. While `failure` is not empty, `write_all` refuses
/// with it and keeps nothing.
class recording_sink : public actors::event_sink {
public:
  using actors::event_sink::write;
  void write(actors::log_level level, std::string_view event,
             std::span<const actors::log_field> fields) noexcept override;
  tl::expected<void, std::string>
  write_all(std::span<const actors::log_event> events) override;

  /// How many events of this name were written.
  [[nodiscard]] std::size_t count(std::string_view event) const;

  std::vector<actors::log_event> events;
  std::string failure;
};

/// The value of an event's field as text, as in `42`, `true`; empty if there
/// is no such field.
std::string field(const actors::log_event& event, std::string_view name);

/// What came of a request.
template <class Result>
struct outcome {
  std::optional<Result> value;
  caf::error error;

  [[nodiscard]] bool answered() const {
    return value.has_value() || error;
  }
};

/// An actor system on CAF's testing scheduler: nothing happens until `run`,
/// time stands still until `advance`. Actors that it spawned are ended with
/// it, in whatever state they are.
class test_system {
public:
  test_system();
  ~test_system();
  test_system(const test_system&) = delete;
  test_system& operator=(const test_system&) = delete;

  /// Spawns a cooperative actor.
  template <class... Ts>
  auto spawn(Ts&&... arguments) {
    return adopt(system.spawn(std::forward<Ts>(arguments)...));
  }

  /// Ends this actor, too, with the system.
  template <class Handle>
  Handle adopt(Handle handle) {
    spawned_.push_back(caf::actor_cast<caf::strong_actor_ptr>(handle));
    return handle;
  }

  /// Runs until no actor has a message left.
  void run();

  /// Moves both clocks forward at once, delivers what has become due, runs.
  void advance(std::chrono::milliseconds by);

  /// Sends a request; its outcome appears once the system has run.
  template <class Result, class Handle, class Request>
  std::shared_ptr<outcome<Result>> ask(Handle whom, Request request) {
    auto result = std::make_shared<outcome<Result>>();
    // With an argument: for none CAF dereferences a null pointer (UBSan).
    const auto asker = [=](caf::event_based_actor* self, const Handle& actor) {
      self->request(actor, caf::infinite, request)
          .then([=](const Result& value) { result->value = value; },
                [=](const caf::error& why) { result->error = why; });
    };
    spawn(asker, whom);
    return result;
  }

  /// Sends a request, runs, and gives the answer; fails the test case if
  /// there is none or it is an error.
  template <class Result, class Handle, class Request>
  Result get(const Handle& whom, const Request& request) {
    const auto result = ask<Result>(whom, request);
    run();
    BOOST_REQUIRE_MESSAGE(!result->error, text(result->error));
    BOOST_REQUIRE_MESSAGE(result->value, "the request was not answered");
    return *result->value;
  }

  /// The error as text.
  [[nodiscard]] std::string text(const caf::error& error) const;

  /// Kills an actor.
  template <class Handle>
  void stop(const Handle& handle) {
    end(caf::actor_cast<caf::strong_actor_ptr>(handle));
    run();
  }

  /// Runs, and gives the reason with which an actor has ended; fails the test
  /// case if it lives.
  template <class Handle>
  caf::error ending(const Handle& handle) {
    return ending_of(caf::actor_cast<caf::strong_actor_ptr>(handle));
  }

private:
  caf::error ending_of(const caf::strong_actor_ptr& whom);
  static void end(const caf::strong_actor_ptr& whom);

  struct settings : caf::actor_system_config {
    settings();
  };

  settings settings_;
  std::vector<caf::strong_actor_ptr> spawned_;

public:
  caf::actor_system system;
  std::shared_ptr<manual_clock> clock = std::make_shared<manual_clock>();
  std::shared_ptr<recording_sink> events = std::make_shared<recording_sink>();

  [[nodiscard]] caf::scheduler::test_coordinator& scheduler();
};

} // namespace orderd::testing
