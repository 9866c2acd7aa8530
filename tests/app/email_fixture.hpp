// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/notify/email_channel.hpp"
#include "tests/app/outgoing_sample.hpp"
#include "tests/app/temporary_directory.hpp"
#include "tests/support/smtp_server.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <vector>

namespace orderd::testing {

using verdict = domain::handed::verdict;

/// Options for a server of this machine without TLS.
inline config::email_options plain_options(const std::string& url) {
  config::email_options options;
  options.smtp_url = url;
  options.starttls = "off";
  options.from = "The Shop <shop@example.org>";
  options.timeout_s = 10;
  return options;
}

/// One session of the channel `email`.
class mailing {
public:
  explicit mailing(const config::email_options& options)
      : channel(options, "",
                {"inst", domain::currency{}, nullptr, stop, draining}),
        session(channel.open()) {}

  std::vector<domain::handed>
  send(const std::vector<domain::outgoing>& messages) {
    return session->deliver(messages, sending_time());
  }

  domain::handed send_one() {
    return send({sample_message()}).front();
  }

  std::shared_ptr<std::atomic<bool>> stop =
      std::make_shared<std::atomic<bool>>(false);
  std::shared_ptr<std::atomic<bool>> draining =
      std::make_shared<std::atomic<bool>>(false);
  app::email_channel channel;
  std::unique_ptr<actors::channel_session> session;
};

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline void check_verdicts(const std::vector<domain::handed>& results,
                           const std::vector<verdict>& expected) {
  BOOST_REQUIRE_EQUAL(results.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    BOOST_CHECK_MESSAGE(results[i].what == expected[i],
                        "the verdict on " << i << " is "
                                          << static_cast<int>(results[i].what)
                                          << ": " << results[i].reason);
}

} // namespace orderd::testing
