// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/told_shop.hpp"
#include "tests/support/mail_server.hpp"
#include "tests/support/webhook_receiver.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace orderd::testing;
using nlohmann::json;

namespace {

constexpr int kills = 8;
constexpr int pause_ms = 4; // of the server, for each mail
constexpr int connections = 4;

/// Each order's notifications came, each under one id alone.
void check_ids(const std::vector<json>& mails, int orders) {
  std::map<std::string, std::set<std::string>> texts;
  for (const auto& mail : mails)
    texts[mail["message_id"]].insert(mail["envelope_to"][0].get<std::string>() +
                                     mail["subject"].get<std::string>());
  BOOST_TEST(texts.size() == static_cast<std::size_t>(orders) * 2);
  std::set<std::string> different;
  for (const auto& [id, about] : texts) {
    BOOST_TEST(about.size() == 1U, id);
    different.insert(about.begin(), about.end());
  }
  BOOST_TEST(different.size() == texts.size());
}

std::int64_t undecided(daemon_fixture& daemon) {
  return daemon.number("SELECT count(*) FROM notifications "
                       "WHERE delivery_status NOT IN ('sent', 'failed')");
}

/// The server and the daemon that all tests here share.
struct mail_shop {
  mail_server mails;
  told_shop shop{mails.settings(),
                 {"notify.email.connections=" + std::to_string(connections)}};

  mail_shop() {
    mails.set_rules({{"pause_ms", pause_ms}});
  }
  /// Waits for some more mails than `before`.
  void await_more(std::size_t before, std::size_t more, std::size_t all) {
    wait_until("mails go on",
               [&] { return mails.count() >= std::min(before + more, all); });
  }
};

mail_shop& one() {
  static mail_shop instance;
  return instance;
}

} // namespace

BOOST_AUTO_TEST_SUITE(notifications_survival)

BOOST_AUTO_TEST_CASE(kills_lose_no_mail_and_repeat_few) {
  const auto seed = std::random_device{}();
  BOOST_TEST_MESSAGE("the kills' seed is " << seed);
  std::mt19937 random{seed};
  std::uniform_int_distribution<int> moment_ms{0, 300};
  auto& [mails, shop] = one();
  constexpr int orders = 1'200;
  shop.order(orders);
  int while_sending = 0;
  for (int kill = 0; kill < kills; ++kill) {
    one().await_more(mails.count(), 1, orders * 2);
    shop.daemon.process().wait_for_end(
        std::chrono::milliseconds{moment_ms(random)});
    shop.daemon.kill9();
    while_sending += undecided(shop.daemon) > 0 ? 1 : 0;
    shop.daemon.launch();
    shop.daemon.wait_ready();
  }
  shop.await_told();
  const auto all = mails.messages();
  BOOST_TEST_MESSAGE(while_sending << " kills hit a delivery, " << all.size()
                                   << " mails came");
  BOOST_TEST_CONTEXT("seed " << seed) {
    BOOST_TEST(while_sending > kills / 2);
    check_ids(all, orders);
    // At a kill: what 100 ms sent, and what the connections had; twice that,
    // for a busy machine.
    constexpr std::size_t a_kill = 2 * connections * (10 + 100 / pause_ms);
    BOOST_TEST(all.size() <= orders * 2U + kills * a_kill);
    BOOST_TEST(undecided(shop.daemon) == 0);
    shop.daemon.check_rules();
  }
}

BOOST_AUTO_TEST_CASE(a_database_that_crashes_loses_no_mail) {
  auto& [mails, shop] = one();
  const auto before = mails.count();
  constexpr int orders = 600;
  shop.order(orders);
  for (int crash = 1; crash <= 2; ++crash) {
    one().await_more(mails.count(), 50, before + orders * 2);
    shop.daemon.crash_server();
    wait_until("the server is back", [&] {
      try {
        return shop.daemon.number("SELECT 1") == 1;
      } catch (const orderd::storage::error&) {
        return false;
      }
    });
  }
  wait_until("all are told", [&] { return undecided(shop.daemon) == 0; });
  const auto all = mails.messages(before);
  BOOST_TEST_MESSAGE(all.size() << " mails came");
  check_ids(all, orders);
  shop.daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(an_ordered_stop_repeats_nothing) {
  auto& [mails, shop] = one();
  const auto before = mails.count();
  constexpr int orders = 300;
  shop.order(orders);
  for (int stop = 1; stop <= 2; ++stop) {
    one().await_more(mails.count(), 20, before + orders * 2);
    shop.restart();
  }
  shop.await_told();
  const auto all = mails.messages(before);
  BOOST_TEST(all.size() == orders * 2U);
  check_ids(all, orders);
}

BOOST_AUTO_TEST_CASE(a_long_backlog_at_the_start_is_told) {
  auto& shop = one().shop;
  webhook_receiver receiver;
  receiver.stop();
  shop.restart(receiver.settings());
  constexpr int orders = 6'000; // more than the queue in memory holds
  shop.order(orders);
  BOOST_TEST(shop.waiting() == orders * 2);
  receiver.start();
  shop.restart(receiver.settings());
  shop.await_told(std::chrono::seconds{120});
  BOOST_TEST(receiver.count() == orders * 2U);
  std::set<std::string> ids;
  for (const auto& request : receiver.requests()) {
    BOOST_TEST_REQUIRE(request["verified"] == true);
    ids.insert(request["headers"]["webhook-id"]);
  }
  BOOST_TEST(ids.size() == orders * 2U);
  shop.daemon.check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
