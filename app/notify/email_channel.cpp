// SPDX-License-Identifier: Apache-2.0
#include "app/notify/email_channel.hpp"

#include "app/notify/deliver_in_turn.hpp"
#include "app/notify/file_of_key.hpp"
#include "app/notify/mail_receiver.hpp"
#include "app/notify/secrets.hpp"

namespace orderd::app {
namespace {

using domain::handed;

// Small, so that little is repeated after a crash.
constexpr std::size_t mails_a_group = 10;

smtp_login read_login(const config::email_options& options) {
  if (options.user.empty())
    return {};
  return {options.user, file_of_key("notify.email.password_file", [&] {
            return read_password(options.password_file);
          })};
}

mail_templates read_templates(const std::string& directory) {
  return directory.empty() ? default_mail_templates()
                           : file_of_key("notify.templates", [&] {
                               return load_mail_templates(directory);
                             });
}

mail_sender sender_of(const config::email_options& options,
                      const std::string& installation_id) {
  return {config::parse_mailbox(options.from).value_or(config::mailbox{}),
          config::parse_mailbox(options.reply_to), installation_id};
}

transfer_terms transfer_of(const config::email_options& options,
                           const channel_terms& terms) {
  return {options.smtp_url, "smtp,smtps", options.ca_file,
          std::chrono::seconds{options.timeout_s}, terms.stop};
}

class email_session : public actors::channel_session {
public:
  explicit email_session(std::shared_ptr<const email_channel::shared> shared)
      : shared_(std::move(shared)),
        smtp_(transfer_of(shared_->options, shared_->terms),
              shared_->options.starttls == "require") {}

  std::vector<handed> deliver(std::span<const domain::outgoing> messages,
                              domain::utc_time now) override {
    login_ = shared_->login.get();
    use(shared_->templates.get());
    const auto one = [&](const domain::outgoing& message) {
      return send(message, now);
    };
    return deliver_in_turn(messages, shared_->terms, one);
  }

private:
  void use(std::shared_ptr<const mail_templates> templates) {
    if (templates == templates_)
      return;
    templates_ = std::move(templates);
    renderer_ = std::make_unique<mail_renderer>(*templates_);
  }

  attempt send(const domain::outgoing& message, domain::utc_time now) {
    const auto receiver = mail_receiver(message, shared_->options);
    if (!receiver)
      return {receiver.error()};
    const auto content = renderer_->render(message, shared_->terms.currency);
    const ready_mail mail{
        shared_->sender.from.address, *receiver,
        mail_headers(shared_->sender, message, *receiver, content.subject, now),
        content};
    const auto outcome = smtp_.send(mail, *login_);
    return {judge(outcome, *receiver, shared_->options.smtp_url),
            smtp_.timed_out()};
  }

  std::shared_ptr<const email_channel::shared> shared_;
  smtp_session smtp_;
  std::shared_ptr<const smtp_login> login_;
  std::shared_ptr<const mail_templates> templates_;
  std::unique_ptr<mail_renderer> renderer_;
};

} // namespace

email_channel::email_channel(const config::email_options& options,
                             const std::string& templates, channel_terms terms)
    : template_directory_(templates),
      shared_(new shared{options, terms,
                         sender_of(options, terms.installation_id),
                         latest<smtp_login>(read_login(options)),
                         latest<mail_templates>(read_templates(templates))}) {}

std::string_view email_channel::name() const {
  return "email";
}

actors::channel::traits email_channel::needs() const {
  return {shared_->options.connections, mails_a_group,
          shared_->options.rate_per_s, true};
}

std::unique_ptr<actors::channel_session> email_channel::open() {
  return std::make_unique<email_session>(shared_);
}

std::string email_channel::receiver_of(const domain::outgoing& message) const {
  return mail_receiver(message, shared_->options).value_or("nobody");
}

void email_channel::reload_password() {
  shared_->login.set(read_login(shared_->options));
}

void email_channel::reload_templates() {
  shared_->templates.set(read_templates(template_directory_));
}

} // namespace orderd::app
