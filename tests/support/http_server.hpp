// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/scripted_server.hpp"
#include "tests/support/test_certificate.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace orderd::testing {

/// One request as it came in.
struct taken_request {
  std::string line;                           ///< `POST /path HTTP/1.1`
  std::map<std::string, std::string> headers; ///< names in small letters
  std::string body;
};

/// What the server does with a request.
struct http_answer {
  std::string text = "HTTP/1.1 204 No Content\r\n\r\n";
  bool cut = false;     ///< closes the connection behind the text
  bool hang = false;    ///< says nothing more behind the text
  bool endless = false; ///< goes on with a body for ever
};

/// An HTTP server whose every answer a test writes.
class http_server {
public:
  /// Called on the connections' threads.
  using script =
      std::function<http_answer(const taken_request& request, int number)>;

  explicit http_server(script answer = {},
                       std::optional<test_certificate> certificate = {});

  /// With the path `/hook`.
  [[nodiscard]] std::string url() const {
    return (tls_ ? "https://" : "http://") + server_.address() + "/hook";
  }

  [[nodiscard]] std::vector<taken_request> requests() const;
  [[nodiscard]] int connections() const {
    return server_.connections();
  }

private:
  void serve(peer& client);
  static std::optional<taken_request> read_request(peer& client);
  http_answer answer_to(const taken_request& request);

  script script_;
  std::shared_ptr<ssl_ctx_st> tls_;
  mutable std::mutex mutex_;
  std::vector<taken_request> requests_;
  scripted_server server_; ///< last: its threads use the others
};

} // namespace orderd::testing
