// SPDX-License-Identifier: Apache-2.0
#include "actors/errors.hpp"
#include "tests/support/order_files.hpp"
#include "tests/support/shop.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <random>

using namespace orderd;
using namespace orderd::actors;
using namespace orderd::testing;
using namespace std::chrono_literals;

namespace {

/// How many seeds to try; ORDERD_TEST_SEEDS says more for a longer search.
unsigned seeds(unsigned usual) {
  const auto* more = std::getenv("ORDERD_TEST_SEEDS");
  return more == nullptr ? usual : static_cast<unsigned>(std::stoul(more));
}

/// What a client asks for, under a key, until it hears what became of it.
struct client {
  domain::refund_input wanted;
  std::shared_ptr<outcome<refund_created>> heard;

  [[nodiscard]] bool is_done() const {
    return heard && (heard->value || error_code(heard->error) == errc::refused);
  }
};

/// Six paid orders, and clients that want refunds of them: two of one key, a
/// full one beside two partial ones, more than is left, and one with lines.
class afternoon {
public:
  explicit afternoon(unsigned seed, bool shuffled = false, int unclear = 0)
      : random_(seed) {
    shop_.refund_settings.max_attempts = 20;
    shop_.refund_settings.retry_delay = 50ms;
    shop_.processor_settings.max_attempts = 20;
    shop_.ledger->rules = {seed, 1'000'000, 1'000'000, 0};
    shop_.stock_up();
    shop_.put("a.csv", order_file(6));
    shop_.open();
    shop_.run_dry();
    shop_.ledger->rules = {seed, 1'000'000, 800'000, unclear};
    shop_.ledger->latency = 5ms;
    shop_.ledger->unruly = shuffled;
    shop_.ledger->random.seed(seed);
    if (shuffled)
      shop_.schedule = &random_;
    want(1, 100, "one key");
    want(1, 100, "one key");
    want(2, 0, "full");
    want(2, 300, "a part");
    want(2, 700, "another part");
    want(3, 1'000'000'000, "too much");
    want(4, 0, "lines");
    clients_.back().wanted.type = domain::refund_type::partial;
    clients_.back().wanted.lines = {first_line(4)};
    want(4, 0, "the rest");
  }

  /// One message, or some time; false once everything is done.
  bool go_on() {
    ask_as_clients();
    if (shop_.step())
      return true;
    if (std::ranges::all_of(clients_, &client::is_done) && shop_.dry())
      return false;
    shop_.test.clock->advance(50ms);
    shop_.test.scheduler().advance_time(50ms);
    passed_ += 1;
    BOOST_REQUIRE_MESSAGE(passed_ < 36'000, "it does not come to rest");
    return true;
  }

  void restart() {
    shop_.kill();
    for (auto& one : clients_)
      if (!one.is_done())
        one.heard.reset();
    shop_.open();
  }

  void check(const std::string& context) {
    shop_.check(context);
    for (const std::size_t i : {0, 1})
      BOOST_REQUIRE_MESSAGE(clients_[i].heard->value,
                            context << ": "
                                    << error_text(clients_[i].heard->error));
    BOOST_CHECK_MESSAGE(clients_[5].heard->error,
                        context << ": too much was refunded");
    BOOST_CHECK_MESSAGE(clients_[0].heard->value->refund ==
                            clients_[1].heard->value->refund,
                        context << ": one key made two refunds");
    std::map<std::string, int> by_key;
    for (const auto& [id, refund] : shop_.store->refunds)
      BOOST_CHECK_MESSAGE(++by_key[refund.input.key] == 1,
                          context << ": " << refund.input.key << " twice");
    BOOST_CHECK_MESSAGE(shop_.store->dead_refunds.empty(),
                        context << ": dead refunds");
  }

private:
  domain::refund_line first_line(std::int64_t order) const {
    const auto& line = shop_.store->orders.at({order}).input.lines.front();
    return {line.sku, 1};
  }

  void want(std::int64_t order, std::int64_t amount, const std::string& key) {
    client fresh;
    fresh.wanted.order.id = {order};
    fresh.wanted.key = key;
    if (amount > 0)
      fresh.wanted.amount = domain::money{amount};
    else
      fresh.wanted.type = domain::refund_type::full;
    clients_.push_back(fresh);
  }

  void ask_as_clients() {
    if (!shop_.importer)
      return;
    for (auto& one : clients_)
      if (!one.heard || (one.heard->error && !one.is_done()))
        one.heard = shop_.test.ask<refund_created>(
            shop_.refund, create_refund{one.wanted, true});
  }

  std::mt19937 random_;
  shop shop_;
  int passed_ = 0;
  std::vector<client> clients_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(refund_workflow_test)

BOOST_AUTO_TEST_CASE(a_daemon_killed_at_any_step_refunds_each_thing_once) {
  for (const int unclear : {0, 500'000}) {
    int steps = 0;
    {
      afternoon undisturbed{1, false, unclear};
      while (undisturbed.go_on())
        ++steps;
      undisturbed.check("undisturbed");
    }
    BOOST_TEST_MESSAGE(steps << " steps");
    for (int kill_at = 1; kill_at < steps; ++kill_at) {
      afternoon disturbed{1, false, unclear};
      for (int i = 0; i < kill_at; ++i)
        disturbed.go_on();
      disturbed.restart();
      while (disturbed.go_on())
        ;
      disturbed.check("killed after step " + std::to_string(kill_at));
    }
  }
}

BOOST_AUTO_TEST_CASE(any_order_of_messages_and_any_kills_keep_the_rules) {
  for (unsigned seed = 1; seed <= seeds(200); ++seed) {
    std::mt19937 random{seed};
    afternoon shuffled{seed, true, 200'000};
    for (unsigned kills = random() % 4; kills > 0; --kills) {
      for (auto steps = random() % 300; steps > 0; --steps)
        shuffled.go_on();
      shuffled.restart();
    }
    while (shuffled.go_on())
      ;
    shuffled.check("seed " + std::to_string(seed));
  }
}

BOOST_AUTO_TEST_SUITE_END()
