// SPDX-License-Identifier: Apache-2.0
#include "tests/support/smtp_server.hpp"

namespace orderd::testing {

smtp_server::smtp_server(settings with)
    : settings_(std::move(with)),
      tls_(settings_.certificate ? server_context(*settings_.certificate)
                                 : nullptr),
      server_([this](peer& client, int connection) {
        serve(client, connection);
      }) {}

std::vector<taken_mail> smtp_server::mails() const {
  const std::lock_guard guard{mutex_};
  return mails_;
}

std::vector<std::string> smtp_server::lines() const {
  const std::lock_guard guard{mutex_};
  return lines_;
}

void smtp_server::serve(peer& client, int connection) {
  if (settings_.tls_at_once && !client.start_tls(tls_.get()))
    return;
  bool open = answer(client, "", connection);
  taken_mail mail;
  while (open) {
    const auto line = client.line();
    if (!line)
      return;
    {
      const std::lock_guard guard{mutex_};
      lines_.push_back(*line);
    }
    open = answer(client, *line, connection);
    if (!open || *line == "QUIT")
      return;
    if (*line == "STARTTLS")
      open = client.start_tls(tls_.get());
    else if (line->starts_with("MAIL FROM:"))
      mail = {line->substr(10), {}, {}};
    else if (line->starts_with("RCPT TO:"))
      mail.to = line->substr(8);
    else if (*line == "DATA")
      take_data(client, mail, connection, open);
  }
}

// The mail counts as taken only if the script lets its end pass.
void smtp_server::take_data(peer& client, taken_mail& mail, int connection,
                            bool& open) {
  while (auto line = client.line()) {
    if (*line != ".") {
      mail.data += (line->starts_with('.') ? line->substr(1) : *line) + "\r\n";
      continue;
    }
    {
      const std::lock_guard guard{mutex_};
      mails_.push_back(mail);
    }
    open = answer(client, ".", connection);
    return;
  }
  open = false;
}

bool smtp_server::answer(peer& client, const std::string& line,
                         int connection) {
  auto what =
      settings_.script ? settings_.script(line, connection) : std::nullopt;
  if (!what)
    return client.say(ordinary_answer(line));
  if (what->what == smtp_answer::deed::hang) {
    client.hang();
    return false;
  }
  return client.say(what->text) && what->what == smtp_answer::deed::say;
}

std::string smtp_server::ordinary_answer(const std::string& line) const {
  if (line.empty())
    return "220 mail.example ready\r\n";
  if (line.starts_with("EHLO"))
    return std::string("250-mail.example\r\n") +
           (settings_.starttls ? "250-STARTTLS\r\n" : "") +
           (settings_.auth ? "250-AUTH PLAIN\r\n" : "") + "250 8BITMIME\r\n";
  if (line == "STARTTLS")
    return "220 go on\r\n";
  if (line == "AUTH PLAIN")
    return "334 \r\n";
  if (line == "DATA")
    return "354 go on\r\n";
  if (line == "QUIT")
    return "221 bye\r\n";
  const bool known = line == "." || line.starts_with("HELO") ||
                     line.starts_with("MAIL") || line.starts_with("RCPT");
  if (!known && settings_.auth)
    return "235 welcome\r\n";
  return known ? "250 ok\r\n" : "500 what?\r\n";
}

} // namespace orderd::testing
