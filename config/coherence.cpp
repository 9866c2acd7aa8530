// SPDX-License-Identifier: Apache-2.0
#include "config/coherence.hpp"

#include <algorithm>

namespace orderd::config {
namespace {

/// The key that turns a channel on, or empty if none does.
std::string who_names(const configuration& c, const std::string& channel) {
  const auto names = [&](const std::vector<std::string>& list) {
    return std::ranges::find(list, channel) != list.end();
  };
  if (names(c.notify.channels))
    return "notify.channels";
  for (const auto& [name, source] : c.sources)
    if (source.notify && names(*source.notify))
      return "source." + name + ".notify";
  return {};
}

class finder {
public:
  finder(const configuration& c, const std::string& origin)
      : c_(c), origin_(origin.empty() ? "the configuration" : origin) {}

  std::vector<problem> find() {
    check_email(c_.notify.email);
    check_webhook(c_.notify.webhook);
    return std::move(problems_);
  }

private:
  void check_email(const email_options& email) {
    if (const auto key = who_names(c_, "email"); !key.empty())
      require(email.smtp_url, "notify.email.smtp_url",
              "expected the URL of the mail server, since " + key +
                  " names \"email\"");
    if (!email.smtp_url.empty())
      require(email.from, "notify.email.from",
              "expected the sender's address, since notify.email.smtp_url "
              "is set");
    if (!email.user.empty())
      require(email.password_file, "notify.email.password_file",
              "expected a file with the password, since notify.email.user "
              "is set");
    if (!email.password_file.empty())
      require(email.user, "notify.email.user",
              "expected a user name, since notify.email.password_file is set");
    if (!email.user.empty() && email.starttls == "off" &&
        email.smtp_url.starts_with("smtp://"))
      report("notify.email.starttls",
             "expected \"require\", since the password would be sent in the "
             "clear");
  }

  void check_webhook(const webhook_options& webhook) {
    if (const auto key = who_names(c_, "webhook"); !key.empty())
      require(webhook.url, "notify.webhook.url",
              "expected the receiver's URL, since " + key +
                  " names \"webhook\"");
    if (!webhook.url.empty())
      require(webhook.secret_file, "notify.webhook.secret_file",
              "expected a file with a secret, since notify.webhook.url is set");
  }

  void require(const std::string& value, const char* key, std::string text) {
    if (value.empty())
      report(key, std::move(text));
  }

  void report(const char* key, std::string text) {
    problems_.push_back({origin_, 0, 0, key, std::move(text)});
  }

  const configuration& c_;
  const std::string origin_;
  std::vector<problem> problems_;
};

} // namespace

std::vector<problem> find_contradictions(const configuration& c,
                                         const std::string& origin) {
  return finder(c, origin).find();
}

} // namespace orderd::config
