// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "actors/errors.hpp"
#include "tests/support/notifier_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <set>

using namespace orderd;
using namespace orderd::testing;
using std::chrono::milliseconds;
using std::chrono::seconds;
using verdict = domain::handed::verdict;

namespace {

/// How many times a notifier is killed in one run at most.
constexpr int kills = 6;

/// What a kill sends again at most, on an average: three sessions have thirty.
constexpr std::size_t repeats_a_kill = 80;

/// A notifier over a database that outlives it, on channels and with a
/// database that fail now and then; killed at any step, and started again as
/// the supervisor does.
class run : notifier_fixture {
public:
  explicit run(unsigned seed) : random_(seed) {
    hook->answer = [this](const domain::outgoing& message) {
      return judge(message);
    };
    log->answer = [this](const domain::outgoing&) -> domain::handed {
      if (random_() % 50 == 0)
        return {verdict::down, "No space left on device"};
      return {};
    };
    database.repeats_allowed = true;
    fail_now_and_then(&fake_storage::record_deliveries);
    fail_now_and_then(&fake_storage::load_pending_deliveries);
    fail_now_and_then(&fake_storage::load_outgoing);
    fail_now_and_then(&fake_storage::load_due_retries);
    fail_now_and_then(&fake_storage::load_paused);
  }

  void play() {
    begin();
    for (int i = 0; i != 600; ++i)
      step();
    troubled_ = false;
    for (int i = 0; i != 20'000 && !database.all_decided(); ++i)
      test.advance(milliseconds{500});
    check();
  }

private:
  void begin() {
    actor_ = start({log, hook});
    caf::anon_send(actor_, deliver_pending{});
  }

  void step() {
    auto& scheduler = test.scheduler();
    switch (random_() % 12) {
    case 0:
      commit_some();
      break;
    case 1: {
      const milliseconds by{random_() % 400};
      test.clock->advance(by);
      scheduler.advance_time(by);
      break;
    }
    case 2:
      if (killed_ < kills && random_() % 6 == 0) {
        ++killed_;
        test.stop(actor_);
        begin();
      }
      break;
    default:
      // Not until it rests: the next kill may come between any two messages.
      for (auto left = random_() % 6; left != 0; --left)
        scheduler.try_run_once();
    }
  }

  // New orders, or the second notification of earlier ones.
  void commit_some() {
    const auto count = 1 + static_cast<std::int64_t>(random_() % 40);
    const bool second = orders_ - seconds_ >= count && random_() % 2 == 0;
    auto& done = second ? seconds_ : orders_;
    const auto first = done + 1;
    done += count;
    auto made = batch(++batches_, range(first, first + count - 1),
                      second ? domain::notification_type::success
                             : domain::notification_type::processing);
    for (const auto& about : made.notices)
      for (const int channel : {0, 2})
        expected_.insert(domain::id_of(about, channel));
    commit_batches(actor_, {std::move(made)});
  }

  domain::handed judge(const domain::outgoing& message) {
    if (message.about.order.value % 17 == 0)
      return {verdict::refused, "400 Bad Request"};
    if (!troubled_)
      return {};
    switch (random_() % 40) {
    case 0:
      return {verdict::down, "connection refused"};
    case 1:
      return {verdict::again, "500 Internal Server Error"};
    default:
      return {};
    }
  }

  template <class Request, class Result>
  void fail_now_and_then(answer<Request, Result> fake_storage::*member) {
    auto& how = (*storage.script).*member;
    how = [this, works = how](const Request& request) -> caf::result<Result> {
      if (!troubled_ || random_() % 8 != 0)
        return works(request);
      // Done, though nobody learns of it; or not done.
      if (random_() % 2 == 0)
        works(request);
      return make_error(errc::unknown_outcome, "the connection was lost");
    };
  }

  void check() {
    BOOST_REQUIRE(database.all_decided());
    BOOST_REQUIRE_EQUAL(database.misuse, "");
    std::set<domain::notification_id> told(log->sent.begin(), log->sent.end());
    told.insert(hook->sent.begin(), hook->sent.end());
    for (const auto id : expected_) {
      const auto* exception = database.find(id);
      const bool dead =
          exception &&
          exception->what.what == domain::delivery_exception::status::failed;
      BOOST_REQUIRE_MESSAGE(dead != told.contains(id) ||
                                (dead && domain::subject_of(id) % 17 != 0),
                            "notification " << id.value << " was told "
                                            << told.count(id) << " times");
    }
    // None that was not committed, and each under one id.
    BOOST_REQUIRE(std::ranges::includes(expected_, told));
    BOOST_REQUIRE(hook->arrived.size() <= expected_.size() / 2);
    // A kill repeats what was handed over since the last record: what was
    // under way, and what 100 ms sent besides.
    const auto most = static_cast<std::size_t>(killed_) * repeats_a_kill;
    BOOST_REQUIRE_LE(hook->sent.size() - hook->arrived.size(), most);
    if (killed_ == 0)
      BOOST_REQUIRE_EQUAL(hook->sent.size(), hook->arrived.size());
  }

  std::mt19937 random_;
  notifier_actor actor_;
  std::shared_ptr<fake_channel> hook = remote_channel("webhook", 3);
  bool troubled_ = true;
  int killed_ = 0;
  std::int64_t orders_ = 0;  ///< that have their first notification
  std::int64_t seconds_ = 0; ///< that have their second, too
  std::int64_t batches_ = 0;
  std::set<domain::notification_id> expected_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(notifier_crash_test)

BOOST_AUTO_TEST_CASE(whenever_it_is_killed_each_is_told_and_under_one_id) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      run(seed).play();
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
