// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/fake_storage.hpp"
#include "tests/support/test_system.hpp"

#include <caf/typed_response_promise.hpp>

#include <deque>
#include <memory>
#include <utility>
#include <vector>

namespace orderd::testing {

/// A fake storage that a test system runs, and its script.
struct running_storage {
  explicit running_storage(test_system& in)
      : test(in), actor(in.adopt(spawn_fake_storage(in.system, script))) {
    test.run();
  }

  /// Runs something inside the fake: only there may promises be delivered.
  template <class Function>
  void inside(Function what) {
    script->get_status = [what](const actors::get_status&) mutable {
      what();
      return actors::storage_status{};
    };
    test.get<actors::storage_status>(actor, actors::get_status{});
  }

  test_system& test;
  std::shared_ptr<fake_storage> script = std::make_shared<fake_storage>();
  actors::storage_actor actor;
};

/// Keeps the requests of one kind unanswered until the test answers them, the
/// oldest first.
template <class Request, class Result>
class held_answers {
public:
  held_answers(running_storage& storage,
               answer<Request, Result> fake_storage::*member)
      : storage_(storage) {
    auto* self = storage.script->self;
    (*storage.script).*member = [kept = kept_, self](const Request& request) {
      kept->requests.push_back(request);
      kept->promises.push_back(self->make_response_promise<Result>());
      return kept->promises.back();
    };
  }
  held_answers(const held_answers&) = delete;
  held_answers& operator=(const held_answers&) = delete;

  /// Every request so far, answered or not.
  [[nodiscard]] const std::vector<Request>& requests() const {
    return kept_->requests;
  }
  [[nodiscard]] std::size_t unanswered() const {
    return kept_->promises.size();
  }

  /// Answers the oldest with a result or an error, and runs.
  template <class Answer>
  void give(Answer answer) {
    BOOST_REQUIRE_MESSAGE(unanswered() != 0, "nothing was requested");
    auto promise = kept_->promises.front();
    kept_->promises.pop_front();
    storage_.inside([=]() mutable { promise.deliver(answer); });
  }

private:
  struct kept {
    std::vector<Request> requests;
    std::deque<caf::typed_response_promise<Result>> promises;
  };

  running_storage& storage_;
  std::shared_ptr<kept> kept_ = std::make_shared<kept>();
};

} // namespace orderd::testing
