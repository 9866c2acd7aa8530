// SPDX-License-Identifier: Apache-2.0
#include "app/notify/base64.hpp"
#include "app/notify/webhook_channel.hpp"
#include "tests/app/outgoing_sample.hpp"
#include "tests/app/temporary_directory.hpp"
#include "tests/support/http_server.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>

using namespace orderd;
using namespace orderd::testing;

namespace {

/// A minute passes from one look to the next.
struct ticking_clock : actors::wall_clock {
  [[nodiscard]] domain::utc_time now() const override {
    return sending_time() + std::chrono::minutes{++looks};
  }
  [[nodiscard]] domain::business_day
  day_of(domain::utc_time time) const override {
    return std::chrono::floor<std::chrono::days>(time);
  }

  mutable std::atomic<int> looks = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(webhook_time_test)

BOOST_AUTO_TEST_CASE(each_post_says_when_it_was_sent_not_when_its_group_was) {
  http_server server;
  app::temporary_directory directory;
  directory.put("secret", "whsec_" + app::to_base64(std::string(24, 'a')));
  config::webhook_options options;
  options.url = server.url();
  options.secret_file = (directory.path() / "secret").string();
  app::channel_terms terms;
  terms.installation_id = "inst";
  terms.stop = std::make_shared<std::atomic<bool>>(false);
  terms.clock = std::make_shared<ticking_clock>();
  app::webhook_channel channel(options, terms);
  const std::vector<domain::outgoing> group(2, sample_message());
  channel.open()->deliver(group, sending_time());
  const auto requests = server.requests();
  BOOST_REQUIRE_EQUAL(requests.size(), 2u);
  BOOST_CHECK_EQUAL(requests[0].headers.at("webhook-timestamp"), "1795521660");
  BOOST_CHECK_EQUAL(requests[1].headers.at("webhook-timestamp"), "1795521720");
}

BOOST_AUTO_TEST_SUITE_END()
