// SPDX-License-Identifier: Apache-2.0
#include "app/notify/webhook_channel.hpp"

#include "app/notify/curl_transfer.hpp"
#include "app/notify/deliver_in_turn.hpp"
#include "app/notify/file_of_key.hpp"
#include "app/notify/secrets.hpp"
#include "app/notify/url_origin.hpp"
#include "app/notify/webhook_message.hpp"
#include "app/notify/webhook_verdict.hpp"

namespace orderd::app {
namespace {

using domain::handed;

// Small, so that little is repeated after a crash.
constexpr std::size_t posts_a_group = 25;

std::int64_t seconds_of(domain::utc_time time) {
  return std::chrono::floor<std::chrono::seconds>(time)
      .time_since_epoch()
      .count();
}

std::vector<std::string> read_keys(const config::webhook_options& options) {
  return file_of_key("notify.webhook.secret_file",
                     [&] { return read_webhook_keys(options.secret_file); });
}

class webhook_session : public actors::channel_session {
public:
  explicit webhook_session(
      std::shared_ptr<const webhook_channel::shared> shared)
      : shared_(std::move(shared)),
        transfer_({shared_->options.url, "http,https", shared_->options.ca_file,
                   std::chrono::seconds{shared_->options.timeout_s},
                   shared_->terms.stop}) {
    transfer_.set(CURLOPT_POST, 1L);
    transfer_.set(CURLOPT_HTTP_VERSION,
                  static_cast<long>(CURL_HTTP_VERSION_1_1));
    transfer_.set(CURLOPT_USERAGENT, "orderd/" ORDERD_VERSION);
    transfer_.set(CURLOPT_WRITEFUNCTION, &webhook_session::on_body);
    transfer_.set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  }

  std::vector<handed> deliver(std::span<const domain::outgoing> messages,
                              domain::utc_time now) override {
    const auto keys = shared_->keys.get();
    // Receivers refuse what is some minutes old, and a group may take that
    // long.
    const auto& clock = shared_->terms.clock;
    const auto one = [&](const domain::outgoing& message) {
      return post(message, seconds_of(clock ? clock->now() : now), *keys);
    };
    return deliver_in_turn(messages, shared_->terms, one);
  }

private:
  attempt post(const domain::outgoing& message, std::int64_t now,
               const std::vector<std::string>& keys) {
    const auto id = domain::public_id(message, shared_->terms.installation_id);
    const auto body = webhook_body(message, shared_->terms.currency);
    curl_list headers;
    headers.add("Content-Type: application/json");
    // Else libcurl waits for a word of the receiver before a large body.
    headers.add("Expect:");
    headers.add("webhook-id: " + id);
    headers.add("webhook-timestamp: " + std::to_string(now));
    headers.add("webhook-signature: " + webhook_signature(keys, id, now, body));
    transfer_.set(CURLOPT_HTTPHEADER, headers.get());
    transfer_.set(CURLOPT_POSTFIELDS, body.c_str());
    transfer_.set(CURLOPT_POSTFIELDSIZE_LARGE,
                  static_cast<curl_off_t>(body.size()));
    const auto result = perform();
    transfer_.set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    return result;
  }

  attempt perform() {
    received_ = 0;
    const auto code = transfer_.perform();
    webhook_outcome outcome;
    outcome.why = transfer_.why(code);
    long status = 0;
    long sent = 0;
    curl_off_t wait = 0;
    curl_easy_getinfo(transfer_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(transfer_.get(), CURLINFO_REQUEST_SIZE, &sent);
    curl_easy_getinfo(transfer_.get(), CURLINFO_RETRY_AFTER, &wait);
    outcome.status = static_cast<int>(status);
    outcome.reached = sent > 0;
    if (wait > 0)
      outcome.retry_after = std::chrono::seconds{wait};
    return {judge(outcome, url_origin(shared_->options.url)),
            status == 0 && code == CURLE_OPERATION_TIMEDOUT};
  }

  // The answer is its status: of the body no more is read than keeps the
  // connection useful.
  static std::size_t on_body(const char*, std::size_t, std::size_t size,
                             void* self) {
    auto& session = *static_cast<webhook_session*>(self);
    session.received_ += size;
    return session.received_ > longest_webhook_answer ? 0 : size;
  }

  std::shared_ptr<const webhook_channel::shared> shared_;
  curl_transfer transfer_;
  std::size_t received_ = 0;
};

} // namespace

webhook_channel::webhook_channel(const config::webhook_options& options,
                                 channel_terms terms)
    : shared_(
          new shared{options, std::move(terms),
                     latest<std::vector<std::string>>(read_keys(options))}) {}

std::string_view webhook_channel::name() const {
  return "webhook";
}

actors::channel::traits webhook_channel::needs() const {
  return {shared_->options.connections, posts_a_group,
          shared_->options.rate_per_s, true};
}

std::unique_ptr<actors::channel_session> webhook_channel::open() {
  return std::make_unique<webhook_session>(shared_);
}

std::string webhook_channel::receiver_of(const domain::outgoing&) const {
  return url_origin(shared_->options.url);
}

void webhook_channel::reload_secrets() {
  shared_->keys.set(read_keys(shared_->options));
}

} // namespace orderd::app
