// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/notification_channel.hpp"
#include "app/notify/channel_terms.hpp"
#include "app/notify/latest.hpp"
#include "app/notify/mail_headers.hpp"
#include "app/notify/mail_templates.hpp"
#include "app/notify/smtp_session.hpp"
#include "config/config.hpp"

#include <memory>
#include <string>

namespace orderd::app {

/// The channel `email`: one mail a notification, over SMTP. What its sessions
/// share is kept until the last of them is gone.
class email_channel : public actors::channel {
public:
  /// `templates` is the directory, or empty. Throws unusable_file if a
  /// secret or a template cannot be used.
  email_channel(const config::email_options& options,
                const std::string& templates, channel_terms terms);

  [[nodiscard]] std::string_view name() const override;
  [[nodiscard]] traits needs() const override;
  [[nodiscard]] std::unique_ptr<actors::channel_session> open() override;
  [[nodiscard]] std::string
  receiver_of(const domain::outgoing& message) const override;

  /// Reads the files anew. What fails is left as it was; throws like the
  /// constructor.
  void reload_password();
  void reload_templates();

  /// What a session needs; for the sessions alone.
  struct shared {
    config::email_options options;
    channel_terms terms;
    mail_sender sender;
    latest<smtp_login> login;
    latest<mail_templates> templates;
  };

private:
  std::string template_directory_;
  std::shared_ptr<shared> shared_;
};

} // namespace orderd::app
