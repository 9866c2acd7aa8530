// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/errors.hpp"
#include "actors/protocols.hpp"
#include "storage/error.hpp"
#include "storage/reader.hpp"
#include "storage/writer.hpp"

#include <caf/error.hpp>
#include <caf/typed_response_promise.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace orderd::actors {

/// What a connection worker works with: one of the two.
struct worker_tools {
  std::unique_ptr<storage::writer> writer;
  std::unique_ptr<storage::reader> reader;
};

/// Work for one connection. A worker runs it, then the storage actor answers
/// those who asked for it.
class job {
public:
  virtual ~job() = default;

  /// On the worker's thread. Never throws: a failure is kept for `answer`.
  virtual void run(worker_tools& tools) noexcept = 0;

  /// In the storage actor, once it has run.
  virtual void answer() = 0;

  /// What was committed, if those who listen to commits must hear of it.
  [[nodiscard]] virtual shared<domain::commit_facts> facts() const {
    return nullptr;
  }

  /// How many requests it answers.
  [[nodiscard]] virtual std::size_t requests() const noexcept {
    return 1;
  }

  /// The failure, if there was one.
  [[nodiscard]] const caf::error& failure() const noexcept {
    return failure_;
  }

  /// Answers without having run.
  void refuse(caf::error why) {
    failure_ = std::move(why);
    answer();
  }

protected:
  /// Runs `body` and keeps what it throws.
  template <class Body>
  void guarded(Body&& body) noexcept {
    try {
      body();
    } catch (const storage::error& failed) {
      failure_ = to_error(failed);
    } catch (const std::exception& failed) {
      failure_ = make_error(errc::internal, failed.what());
    }
  }

  caf::error failure_;
};

/// A job with one asker: `body` turns the worker's tool into the answer.
template <class Answer, class Body>
class asked_job : public job {
public:
  asked_job(caf::typed_response_promise<Answer> promise, Body body)
      : promise_(std::move(promise)), body_(std::move(body)) {}

  void run(worker_tools& tools) noexcept override {
    guarded([&] { answer_ = body_(tools); });
  }

  void answer() override {
    if (answer_)
      promise_.deliver(std::move(*answer_));
    else
      promise_.deliver(failure_);
  }

private:
  caf::typed_response_promise<Answer> promise_;
  Body body_;
  std::optional<Answer> answer_;
};

/// Accepts the orders of one or several requests of one source in one
/// transaction. Only requests without a slice are put together.
class accept_job : public job {
public:
  using promise = caf::typed_response_promise<orders_accepted>;

  accept_job(promise asker, shared<domain::accept_request> request);

  /// Takes the other job's requests over, if they go together and the sum
  /// stays within `max_orders`.
  bool absorb(accept_job& other, std::size_t max_orders);

  void run(worker_tools& tools) noexcept override;
  void answer() override;
  [[nodiscard]] shared<domain::commit_facts> facts() const override;
  [[nodiscard]] std::size_t requests() const noexcept override {
    return parts_.size();
  }

  [[nodiscard]] bool interactive() const noexcept {
    return !parts_.front().request->slice;
  }

private:
  struct asked_part {
    promise asker;
    shared<domain::accept_request> request;
  };

  [[nodiscard]] std::size_t orders() const noexcept;

  std::vector<asked_part> parts_;
  shared<domain::accept_result> result_;
};

/// Finalizes the answers of one or several requests in one transaction.
class finalize_job : public job {
public:
  using promise = caf::typed_response_promise<orders_finalized>;

  finalize_job(promise asker, finalize_orders request);

  bool absorb(finalize_job& other, std::size_t max_orders);

  void run(worker_tools& tools) noexcept override;
  void answer() override;
  [[nodiscard]] shared<domain::commit_facts> facts() const override;
  [[nodiscard]] std::size_t requests() const noexcept override {
    return parts_.size();
  }

  [[nodiscard]] bool interactive() const noexcept {
    return parts_.front().request.interactive;
  }

private:
  struct asked_part {
    promise asker;
    finalize_orders request;
  };

  [[nodiscard]] std::size_t orders() const noexcept;

  std::vector<asked_part> parts_;
  shared<domain::finalize_result> result_;
};

/// A write that others are told of: `body` gives what it changed, `then` is
/// called in the storage actor once they know.
class told_job : public job {
public:
  using work = std::function<shared<domain::commit_facts>(storage::writer&)>;
  using continuation = std::function<void(const caf::error&)>;

  told_job(work body, continuation then)
      : body_(std::move(body)), then_(std::move(then)) {}

  void run(worker_tools& tools) noexcept override {
    guarded([&] { facts_ = body_(*tools.writer); });
  }

  void answer() override {
    then_(failure_);
  }

  [[nodiscard]] shared<domain::commit_facts> facts() const override {
    return facts_;
  }

private:
  work body_;
  continuation then_;
  shared<domain::commit_facts> facts_;
};

} // namespace orderd::actors
