// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/scripted_server.hpp"
#include "tests/support/test_certificate.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace orderd::testing {

/// What the server does instead of its ordinary answer.
struct smtp_answer {
  enum class deed { say, say_and_cut, hang };

  deed what = deed::say;
  std::string text = {}; ///< with its line end
};

/// One mail as it came in.
struct taken_mail {
  std::string from; ///< what stood behind MAIL FROM:
  std::string to;
  std::string data; ///< lines end in CRLF, dots unstuffed
};

/// A mail server that takes everything, but for what its script says.
class smtp_server {
public:
  struct settings {
    /// Asked for each command line; for "" at the greeting and "." at the end
    /// of a mail. Called on the connections' threads.
    std::function<std::optional<smtp_answer>(const std::string& line,
                                             int connection)>
        script = {};
    std::optional<test_certificate> certificate = {};
    bool starttls = false; ///< offered; needs a certificate
    bool tls_at_once = false;
    bool auth = false; ///< AUTH PLAIN is offered
  };

  explicit smtp_server(settings with);

  [[nodiscard]] std::string url() const {
    return (settings_.tls_at_once ? "smtps://" : "smtp://") + server_.address();
  }

  [[nodiscard]] std::vector<taken_mail> mails() const;
  /// All command lines so far, of all connections.
  [[nodiscard]] std::vector<std::string> lines() const;
  [[nodiscard]] int connections() const {
    return server_.connections();
  }

private:
  void serve(peer& client, int connection);
  bool answer(peer& client, const std::string& line, int connection);
  std::string ordinary_answer(const std::string& line) const;
  void take_data(peer& client, taken_mail& mail, int connection, bool& open);

  settings settings_;
  std::shared_ptr<ssl_ctx_st> tls_;
  mutable std::mutex mutex_;
  std::vector<taken_mail> mails_;
  std::vector<std::string> lines_;
  scripted_server server_; ///< last: its threads use the others
};

} // namespace orderd::testing
