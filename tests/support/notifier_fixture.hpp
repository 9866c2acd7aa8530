// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/notifier.hpp"
#include "tests/support/fake_deliveries.hpp"
#include "tests/support/held_answers.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace orderd::testing {

using namespace orderd::actors;

using ids = std::vector<std::int64_t>;

/// Keeps what it was handed, and answers as the test says.
struct fake_channel : channel, std::enable_shared_from_this<fake_channel> {
  explicit fake_channel(std::string called, traits wants = {})
      : needed(wants), called_(std::move(called)) {}

  [[nodiscard]] std::string_view name() const override {
    return called_;
  }
  [[nodiscard]] traits needs() const override {
    return needed;
  }
  [[nodiscard]] std::unique_ptr<channel_session> open() override {
    struct session : channel_session {
      explicit session(std::shared_ptr<fake_channel> in) : of(std::move(in)) {}
      std::vector<domain::handed>
      deliver(std::span<const domain::outgoing> messages,
              domain::utc_time now) override {
        return of->take(messages, now);
      }
      std::shared_ptr<fake_channel> of;
    };
    ++opened;
    return std::make_unique<session>(shared_from_this());
  }
  [[nodiscard]] std::string
  receiver_of(const domain::outgoing& message) const override {
    return message.to.empty() ? message.email : message.to;
  }

  /// The whole channel is down for this reason.
  std::string failure;
  /// What becomes of one message; sent if there is no such function.
  std::function<domain::handed(const domain::outgoing&)> answer;

  ids orders;                                ///< of those sent
  std::vector<domain::notification_id> sent; ///< in order
  std::vector<domain::outgoing> tests;       ///< not in the others
  std::map<std::string, int> arrived;        ///< by public id
  std::vector<std::size_t> groups;
  int attempts = 0; ///< groups
  int opened = 0;
  domain::utc_time last;
  traits needed;

private:
  std::vector<domain::handed> take(std::span<const domain::outgoing> messages,
                                   domain::utc_time now) {
    using verdict = domain::handed::verdict;
    ++attempts;
    groups.push_back(messages.size());
    last = now;
    if (!failure.empty())
      return {messages.size(), {verdict::down, failure}};
    std::vector<domain::handed> results;
    for (const auto& message : messages) {
      if (!results.empty() && (results.back().what == verdict::down ||
                               results.back().what == verdict::disabled)) {
        results.push_back(results.back());
        continue;
      }
      results.push_back(answer ? answer(message) : domain::handed{});
      if (results.back().what == verdict::sent)
        note(message);
    }
    return results;
  }

  void note(const domain::outgoing& message) {
    if (message.test) {
      tests.push_back(message);
      return;
    }
    orders.push_back(message.about.order.value);
    sent.push_back(message.id);
    ++arrived[domain::public_id(message, "installation")];
  }

  std::string called_;
};

/// A channel that looks again, as e-mail does.
inline std::shared_ptr<fake_channel>
remote_channel(std::string name, int sessions = 4, int rate_per_s = 0) {
  return std::make_shared<fake_channel>(
      std::move(name), channel::traits{sessions, 10, rate_per_s, true});
}

/// A notifier between a fake storage and fake channels.
struct notifier_fixture {
  notifier_fixture() {
    auto& script = *storage.script;
    script.record_deliveries = [this](const record_deliveries& m) {
      database.record(m);
      return recorded{};
    };
    script.load_pending_deliveries = [this](const load_pending_deliveries& m) {
      return database.pending(m);
    };
    script.load_outgoing = [this](const load_outgoing& m) {
      return database.look(m);
    };
    script.load_due_retries = [this](const load_due_retries& m) {
      return database.due(m);
    };
    script.count_deliveries = [this](const count_deliveries&) {
      return database.count();
    };
    script.load_paused = [this](const load_paused&) {
      return paused_loaded{{database.paused.begin(), database.paused.end()}};
    };
    script.store_paused = [this](const store_paused& m) {
      if (m.paused)
        database.paused.insert(m.stage);
      else
        database.paused.erase(m.stage);
      return recorded{};
    };
  }

  ~notifier_fixture() {
    BOOST_CHECK_EQUAL(database.misuse, "");
    // The fakes that the script speaks of go before the actors do.
    auto& script = *storage.script;
    script.record_deliveries = nullptr;
    script.load_pending_deliveries = nullptr;
    script.load_outgoing = nullptr;
    script.load_due_retries = nullptr;
    script.count_deliveries = nullptr;
    script.load_paused = nullptr;
    script.store_paused = nullptr;
    script.load_test_notice = nullptr;
  }

  notifier_actor start(std::vector<std::shared_ptr<channel>> channels) {
    database.policy.clear();
    for (const auto& one : channels)
      database.policy.push_back({std::string(one->name())});
    notifier_dependencies dependencies;
    dependencies.storage = storage.actor;
    dependencies.channels = std::move(channels);
    dependencies.policy = database.policy;
    dependencies.max_attempts = 4;
    dependencies.clock = test.clock;
    dependencies.events = test.events;
    dependencies.threads = false;
    const auto actor = test.spawn(notifier, std::move(dependencies));
    test.run();
    return actor;
  }
  notifier_actor start() {
    return start({log});
  }

  /// A batch that tells about these orders.
  domain::notice_batch batch(std::int64_t id, const ids& orders,
                             domain::notification_type type =
                                 domain::notification_type::processing) const {
    domain::notice_batch made{{id}, {}, test.clock->now()};
    for (const auto order : orders)
      made.notices.push_back({{order},
                              {1},
                              type,
                              {100},
                              {},
                              {},
                              "shop",
                              std::make_shared<domain::notice_content>()});
    return made;
  }

  /// Commits one transaction with these batches and tells the notifier.
  void commit_batches(const notifier_actor& actor,
                      std::vector<domain::notice_batch> batches) {
    auto facts = std::make_shared<domain::commit_facts>();
    for (auto& one : batches) {
      database.commit(one);
      facts->notices.push_back(std::move(one));
    }
    caf::anon_send(actor, committed{std::move(facts)});
  }
  /// The same with batches that each tell about the order of their number.
  void commit(const notifier_actor& actor, const ids& numbers) {
    std::vector<domain::notice_batch> batches;
    for (const auto number : numbers)
      batches.push_back(batch(number, {number}));
    commit_batches(actor, std::move(batches));
  }

  notifier_status status(const notifier_actor& actor) {
    return test.get<notifier_status>(actor, get_status{});
  }

  /// Lets progress be recorded.
  void settle() {
    test.advance(record_every);
  }

  test_system test;
  running_storage storage{test};
  fake_deliveries database;
  std::shared_ptr<fake_channel> log = std::make_shared<fake_channel>("log");
};

/// The same while storage lets recording wait.
struct slow_record_fixture : notifier_fixture {
  held_answers<record_deliveries, recorded> records{
      storage, &fake_storage::record_deliveries};

  void give_record() {
    database.record(records.requests()[given++]);
    records.give(recorded{});
  }

  std::size_t given = 0;
};

/// The same while storage lets scans wait.
struct slow_scan_fixture : notifier_fixture {
  held_answers<load_pending_deliveries, pending_deliveries_loaded> scans{
      storage, &fake_storage::load_pending_deliveries};
};

/// All numbers from `first` to `last`.
inline ids range(std::int64_t first, std::int64_t last) {
  ids all;
  for (auto id = first; id <= last; ++id)
    all.push_back(id);
  return all;
}

} // namespace orderd::testing
