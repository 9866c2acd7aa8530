// SPDX-License-Identifier: Apache-2.0
#include "app/notify/channel_set.hpp"

#include "actors/log_channel.hpp"
#include "app/notify/ca_file.hpp"
#include "app/notify/email_channel.hpp"
#include "app/notify/file_of_key.hpp"
#include "app/notify/mail_templates.hpp"
#include "app/notify/webhook_channel.hpp"

namespace orderd::app {
namespace {

using actors::log_level;

void check_certificates(const char* key, const std::string& path) {
  if (!path.empty())
    file_of_key(key, [&] { check_ca_file(path); });
}

void check_templates(const std::string& directory) {
  if (!directory.empty())
    file_of_key("notify.templates", [&] { load_mail_templates(directory); });
}

template <class Reload>
void reload_secrets(actors::event_sink& events, const char* channel,
                    Reload reload) {
  try {
    reload();
    events.write(log_level::info, "secrets.reloaded", {{"channel", channel}});
  } catch (const std::exception& failed) {
    events.write(log_level::error, "secrets.refused",
                 {{"channel", channel}, {"reason", failed.what()}});
  }
}

void reload_templates(actors::event_sink& events, email_channel& email,
                      const std::string& directory) {
  try {
    email.reload_templates();
    events.write(log_level::info, "templates.reloaded",
                 {{"directory", directory}});
  } catch (const std::exception& failed) {
    events.write(log_level::error, "templates.refused",
                 {{"directory", directory}, {"reason", failed.what()}});
  }
}

} // namespace

channel_set::channel_set(const config::configuration& config,
                         channel_terms terms)
    : terms_(std::move(terms)) {
  channels_.push_back(
      std::make_shared<actors::log_channel>(terms_.events, terms_.currency));
  if (!config.notify.email.smtp_url.empty())
    add_email(config.notify);
  else
    check_templates(config.notify.templates);
  if (!config.notify.webhook.url.empty())
    add_webhook(config.notify.webhook);
}

void channel_set::add_email(const config::notify_options& options) {
  check_certificates("notify.email.ca_file", options.email.ca_file);
  const auto email =
      std::make_shared<email_channel>(options.email, options.templates, terms_);
  channels_.push_back(email);
  if (!options.email.user.empty())
    reloads_.emplace_back([email, events = terms_.events] {
      reload_secrets(*events, "email", [&] { email->reload_password(); });
    });
  if (!options.templates.empty())
    reloads_.emplace_back(
        [email, events = terms_.events, directory = options.templates] {
          reload_templates(*events, *email, directory);
        });
}

void channel_set::add_webhook(const config::webhook_options& options) {
  check_certificates("notify.webhook.ca_file", options.ca_file);
  const auto webhook = std::make_shared<webhook_channel>(options, terms_);
  channels_.push_back(webhook);
  reloads_.emplace_back([webhook, events = terms_.events] {
    reload_secrets(*events, "webhook", [&] { webhook->reload_secrets(); });
  });
}

void channel_set::reload() const {
  for (const auto& reload : reloads_)
    reload();
}

} // namespace orderd::app
