// SPDX-License-Identifier: Apache-2.0
#include "app/notify/mail_headers.hpp"

#include "app/notify/ascii_domain.hpp"
#include "app/notify/mail_header.hpp"
#include "app/notify/message_facts.hpp"

namespace orderd::app {
namespace {

constexpr std::string_view test_mark = "[TEST] ";

std::string domain_of(const std::string& address) {
  return address.substr(address.rfind('@'));
}

} // namespace

std::vector<std::string> mail_headers(const mail_sender& sender,
                                      const domain::outgoing& message,
                                      const std::string& receiver,
                                      const std::string& subject,
                                      domain::utc_time now) {
  const auto& about = message.about;
  // A name belongs to the customer's address alone.
  const bool to_customer =
      receiver == with_ascii_domain(message.email).value_or("");
  std::vector<std::string> headers{
      mailbox_header("From", sender.from),
      mailbox_header("To",
                     {to_customer ? customer_name(message) : "", receiver}),
      text_header("Subject",
                  message.test ? std::string(test_mark) + subject : subject),
      "Date: " + mail_date(message.resends > 0 ? now : message.since),
      "Message-ID: <" + domain::public_id(message, sender.installation_id) +
          domain_of(sender.from.address) + ">",
      "Auto-Submitted: auto-generated",
      "X-Orderd-Notification: " + std::to_string(message.id.value),
      "X-Orderd-Type: " + std::string(to_string(about.type)),
      "X-Orderd-Order: " + domain::order_number(about.order)};
  if (sender.reply_to)
    headers.push_back(mailbox_header("Reply-To", *sender.reply_to));
  if (about.refund)
    headers.push_back("X-Orderd-Refund: " +
                      domain::refund_number(about.refund));
  if (message.test)
    headers.emplace_back("X-Orderd-Test: yes");
  return headers;
}

} // namespace orderd::app
