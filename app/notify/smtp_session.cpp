// SPDX-License-Identifier: Apache-2.0
#include "app/notify/smtp_session.hpp"

#include "domain/text.hpp"

#include <sys/socket.h>

#include <new>

namespace orderd::app {
namespace {

struct free_mime {
  void operator()(curl_mime* mime) const noexcept {
    curl_mime_free(mime);
  }
};
using mime_parts = std::unique_ptr<curl_mime, free_mime>;

void check(CURLcode code) {
  if (code != CURLE_OK)
    throw std::bad_alloc();
}

void add_part(curl_mime* mime, const std::string& text, const char* type) {
  auto* part = curl_mime_addpart(mime);
  if (part == nullptr)
    throw std::bad_alloc();
  check(curl_mime_data(part, text.data(), text.size()));
  check(curl_mime_type(part, type));
  check(curl_mime_encoder(part, "quoted-printable"));
}

mime_parts make_parts(CURL* handle, const rendered_mail& content) {
  mime_parts parts{curl_mime_init(handle)};
  if (!parts)
    throw std::bad_alloc();
  add_part(parts.get(), content.text, "text/plain; charset=utf-8");
  // The last part is what a reader prefers.
  if (!content.html.empty())
    add_part(parts.get(), content.html, "text/html; charset=utf-8");
  return parts;
}

} // namespace

smtp_session::smtp_session(transfer_terms terms, bool starttls)
    : transfer_(std::move(terms)) {
  const long tls = starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE;
  transfer_.set(CURLOPT_USE_SSL, tls);
  // How far a mail came is known from what was said alone.
  transfer_.set(CURLOPT_DEBUGFUNCTION, &smtp_session::on_debug);
  transfer_.set(CURLOPT_DEBUGDATA, static_cast<void*>(this));
  transfer_.set(CURLOPT_VERBOSE, 1L);
}

smtp_session::~smtp_session() {
  // libcurl would wait for the answer to its QUIT.
  curl_socket_t kept = CURL_SOCKET_BAD;
  curl_easy_getinfo(transfer_.get(), CURLINFO_ACTIVESOCKET, &kept);
  if (kept != CURL_SOCKET_BAD)
    ::shutdown(kept, SHUT_RD);
}

smtp_outcome smtp_session::send(const ready_mail& mail,
                                const smtp_login& login) {
  if (!login.user.empty()) {
    transfer_.set(CURLOPT_USERNAME, login.user.c_str());
    transfer_.set(CURLOPT_PASSWORD, login.password.c_str());
  }
  curl_list headers;
  for (const auto& header : mail.headers)
    headers.add(header);
  headers.add("Content-Type: multipart/alternative");
  curl_list receivers;
  receivers.add("<" + mail.to + ">");
  const auto parts = make_parts(transfer_.get(), mail.content);
  transfer_.set(CURLOPT_MAIL_FROM, ("<" + mail.from + ">").c_str());
  transfer_.set(CURLOPT_MAIL_RCPT, receivers.get());
  transfer_.set(CURLOPT_HTTPHEADER, headers.get());
  transfer_.set(CURLOPT_MIMEPOST, parts.get());
  transfer_.set(CURLOPT_FRESH_CONNECT, 0L);
  auto outcome = attempt();
  const auto code = reply_code(outcome.reply);
  const bool begun = outcome.stage == smtp_stage::sender ||
                     outcome.stage == smtp_stage::envelope;
  if (!outcome.ok && !greeted_ && begun && (code == 0 || code == 421) &&
      !timed_out() && !transfer_.stopping()) {
    transfer_.set(CURLOPT_FRESH_CONNECT, 1L);
    outcome = attempt();
  }
  transfer_.set(CURLOPT_MIMEPOST, static_cast<curl_mime*>(nullptr));
  transfer_.set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
  transfer_.set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
  return outcome;
}

smtp_outcome smtp_session::attempt() {
  stage_ = smtp_stage::hello;
  greeted_ = false;
  left_ = false;
  reply_.clear();
  code_ = transfer_.perform();
  return {code_ == CURLE_OK, stage_, reply_, transfer_.why(code_)};
}

void smtp_session::hear_sent(std::string_view line) {
  // How libcurl leaves when it did not like the reply.
  left_ = left_ || line.starts_with("QUIT");
  if (left_)
    return;
  reply_.clear();
  if (line.starts_with("EHLO") || line.starts_with("HELO"))
    greeted_ = true;
  if (line.starts_with("MAIL FROM"))
    stage_ = smtp_stage::sender;
  if (line.starts_with("RCPT TO"))
    stage_ = smtp_stage::envelope;
}

void smtp_session::hear_reply(std::string_view line) {
  if (!left_ && reply_code(line) != 0)
    reply_ = domain::trim(line.substr(0, line.find_last_not_of("\r\n") + 1));
}

int smtp_session::on_debug(CURL*, curl_infotype what, char* data,
                           std::size_t size, void* self) {
  auto& session = *static_cast<smtp_session*>(self);
  const std::string_view text{data, size};
  if (what == CURLINFO_HEADER_OUT) {
    session.hear_sent(text);
  } else if (what == CURLINFO_HEADER_IN) {
    session.hear_reply(text);
  } else if (what == CURLINFO_DATA_OUT && size > 0) {
    session.stage_ = smtp_stage::content;
    session.reply_.clear();
  }
  return 0;
}

} // namespace orderd::app
