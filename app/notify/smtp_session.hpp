// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/notify/curl_transfer.hpp"
#include "app/notify/mail_renderer.hpp"
#include "app/notify/smtp_verdict.hpp"

#include <string>
#include <vector>

namespace orderd::app {

/// How to log in; no user: not at all.
struct smtp_login {
  std::string user;
  std::string password;
};

/// One mail, ready to be sent.
struct ready_mail {
  std::string from; ///< the address of the envelope
  std::string to;
  std::vector<std::string> headers;
  const rendered_mail& content;
};

/// A connection to a mail server. It is made for the first mail, kept for the
/// next ones, and made again when it was lost. For one thread at a time.
class smtp_session {
public:
  smtp_session(transfer_terms terms, bool starttls);
  /// Says goodbye, and waits for no answer.
  ~smtp_session();
  smtp_session(const smtp_session&) = delete;
  smtp_session& operator=(const smtp_session&) = delete;

  /// Hands one mail over. If the server has closed a kept connection
  /// meanwhile, and the mail's content was not sent, it is tried once more over
  /// a new one.
  smtp_outcome send(const ready_mail& mail, const smtp_login& login);

  /// Whether the last attempt ended since the server did not answer in time.
  [[nodiscard]] bool timed_out() const noexcept {
    return code_ == CURLE_OPERATION_TIMEDOUT;
  }

private:
  smtp_outcome attempt();
  void hear_sent(std::string_view line);
  void hear_reply(std::string_view line);
  static int on_debug(CURL*, curl_infotype what, char* data, std::size_t size,
                      void* self);

  curl_transfer transfer_;
  CURLcode code_ = CURLE_OK;
  // What was heard in the attempt under way.
  smtp_stage stage_ = smtp_stage::hello;
  bool greeted_ = false; ///< the connection is a new one
  bool left_ = false;    ///< QUIT was sent
  std::string reply_;
};

} // namespace orderd::app
