// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/notifier.hpp"
#include "tests/support/held_answers.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace orderd::testing {

using namespace orderd::actors;

using ids = std::vector<std::int64_t>;

/// Keeps the orders it was told about, or refuses while `failure` is set.
struct fake_channel : channel {
  explicit fake_channel(std::string called) : called_(std::move(called)) {}

  [[nodiscard]] std::string_view name() const override {
    return called_;
  }

  tl::expected<void, std::string>
  deliver(std::span<const domain::notice> notices,
          domain::utc_time now) override {
    ++attempts;
    if (!failure.empty())
      return tl::unexpected(failure);
    for (const auto& notice : notices)
      orders.push_back(notice.order.value);
    last = now;
    return {};
  }

  ids orders;
  int attempts = 0;
  std::string failure;
  domain::utc_time last;

private:
  std::string called_;
};

/// `batch_deliveries` in memory: what is committed and what is recorded, by
/// channel. Batch n tells about order n.
struct fake_database {
  domain::notice_batch batch(std::int64_t id) const {
    domain::notice_batch made;
    made.batch = {id};
    made.notices.push_back(
        {{id}, {1}, domain::notification_type::processing, {100}, {}});
    return made;
  }

  pending_deliveries_loaded pending(const load_pending_deliveries& asked) {
    auto page = std::make_shared<std::vector<domain::notice_batch>>();
    for (const auto id : committed)
      if (!recorded[asked.channel].contains(id) &&
          page->size() < static_cast<std::size_t>(asked.limit))
        page->push_back(batch(id));
    ++scans;
    return {std::move(page)};
  }

  void record(const record_deliveries& message) {
    groups.push_back(message.delivered->size());
    for (const auto& entry : *message.delivered) {
      const bool fresh =
          recorded[entry.channel].insert(entry.batch.value).second;
      recorded_twice = recorded_twice || !fresh;
    }
  }

  std::set<std::int64_t> committed;
  std::map<std::string, std::set<std::int64_t>> recorded;
  std::vector<std::size_t> groups;
  bool recorded_twice = false;
  int scans = 0;
};

/// A notifier between a fake storage and fake channels.
struct notifier_fixture {
  notifier_fixture() {
    storage.script->record_deliveries = [this](const record_deliveries& m) {
      database.record(m);
      return recorded{};
    };
    storage.script->load_pending_deliveries =
        [this](const load_pending_deliveries& m) {
          return database.pending(m);
        };
  }

  ~notifier_fixture() {
    // The fakes that the script speaks of go before the actors do.
    storage.script->record_deliveries = nullptr;
    storage.script->load_pending_deliveries = nullptr;
  }

  notifier_actor start(std::vector<std::shared_ptr<channel>> channels) {
    return test.spawn(notifier,
                      notifier_dependencies{storage.actor, std::move(channels),
                                            test.clock, test.events, false});
  }
  notifier_actor start() {
    return start({log});
  }

  /// Commits one transaction with these batches and tells the notifier.
  void commit(const notifier_actor& actor, const ids& batches) {
    auto facts = std::make_shared<domain::commit_facts>();
    for (const auto id : batches) {
      database.committed.insert(id);
      facts->notices.push_back(database.batch(id));
    }
    caf::anon_send(actor, committed{std::move(facts)});
  }

  notifier_status status(const notifier_actor& actor) {
    return test.get<notifier_status>(actor, get_status{});
  }

  test_system test;
  running_storage storage{test};
  fake_database database;
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
