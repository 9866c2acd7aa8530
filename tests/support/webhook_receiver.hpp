// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/counterpart.hpp"
#include "tests/support/postgres_fixture.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace orderd::testing {

/// A receiver of webhooks, tests/counterparts/webhook_receiver.js, which
/// verifies each request with the published library `standardwebhooks`.
class webhook_receiver {
public:
  struct options {
    /// Those that it accepts; `whsec_...`
    std::vector<std::string> accepts;
    /// Those that the daemon signs with, newest first.
    std::vector<std::string> signs;
  };

  explicit webhook_receiver(const options& what);
  webhook_receiver();

  /// Ends it, with all its connections.
  void stop();
  /// Starts it at the same port again, unless it runs.
  void start();

  /// What is answered from now on: see the script.
  void set_rules(const nlohmann::json& rules);

  /// The settings with which a daemon sends its webhooks here.
  [[nodiscard]] std::vector<std::string> settings() const;

  /// The requests so far, in this order, without the first so many; `body` is
  /// parsed if it was verified.
  [[nodiscard]] std::vector<nlohmann::json>
  requests(std::size_t skip = 0) const;
  [[nodiscard]] std::size_t count() const;

private:
  temporary_directory directory_;
  std::unique_ptr<counterpart> process_;
  int port_ = 0;
};

/// Two secrets for tests.
extern const std::string first_secret;
extern const std::string second_secret;

} // namespace orderd::testing
