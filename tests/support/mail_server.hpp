// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/counterpart.hpp"
#include "tests/support/postgres_fixture.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace orderd::testing {

/// How a mail server is reached.
enum class mail_security { off, starttls, smtps };

/// An SMTP server of others' making, tests/counterparts/smtp_server.py, which
/// says what it got as a MIME parser understood it.
class mail_server {
public:
  struct options {
    mail_security security = mail_security::starttls;
    std::string user;     ///< empty: no authentication
    std::string password; ///< with it
  };

  explicit mail_server(options what);
  mail_server() : mail_server(options{}) {}

  /// Ends it, with all its connections.
  void stop();
  /// Starts it at the same port again, unless it runs.
  void start();

  /// What is refused from now on: see the script.
  void set_rules(const nlohmann::json& rules);

  /// The settings with which a daemon sends its mail here.
  [[nodiscard]] std::vector<std::string> settings() const;

  /// What has arrived so far, in this order; without the first so many.
  [[nodiscard]] std::vector<nlohmann::json>
  messages(std::size_t skip = 0) const;
  [[nodiscard]] std::vector<nlohmann::json>
  messages_to(const std::string& address) const;
  [[nodiscard]] std::size_t count() const;

private:
  temporary_directory directory_;
  options options_;
  certificate certificate_;
  std::unique_ptr<counterpart> process_;
  int port_ = 0;
};

/// The value of a header, in any case of its name, as the parser understood it;
/// fails the test case unless there is exactly one.
std::string header_of(const nlohmann::json& mail, const std::string& name);

} // namespace orderd::testing
