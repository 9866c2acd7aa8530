// SPDX-License-Identifier: Apache-2.0
#include "tests/support/mail_server.hpp"

#include "domain/text.hpp"
#include "tests/support/json_lines.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <utility>

namespace orderd::testing {

namespace {

// The interpreter that Debian's python3-aiosmtpd is installed for.
constexpr auto python = "/usr/bin/python3";

} // namespace

mail_server::mail_server(options what)
    : options_(std::move(what)), certificate_(directory_.path()) {
  if (!options_.user.empty())
    write_for_daemon(directory_.path() / "password", options_.password + "\n");
  start();
}

void mail_server::stop() {
  process_.reset();
}

void mail_server::start() {
  if (process_)
    return;
  const auto& directory = directory_.path();
  std::vector<std::string> command{
      python,       counterpart_source("smtp_server.py"),
      "--port",     std::to_string(port_),
      "--messages", directory / "messages",
      "--rules",    directory / "rules"};
  const auto add = [&](std::initializer_list<std::string> more) {
    command.insert(command.end(), more);
  };
  if (options_.security != mail_security::off)
    add({"--certificate", certificate_.file, "--key", certificate_.key});
  if (options_.security == mail_security::smtps)
    add({"--smtps"});
  if (!options_.user.empty())
    add({"--auth", options_.user + ":" + options_.password});
  process_ = std::make_unique<counterpart>(command);
  port_ = process_->port();
}

void mail_server::set_rules(const nlohmann::json& rules) {
  replace_file(directory_.path() / "rules", rules.dump());
}

std::vector<std::string> mail_server::settings() const {
  const bool smtps = options_.security == mail_security::smtps;
  std::vector<std::string> settings{
      "notify.channels=email",
      "notify.email.smtp_url=" + std::string(smtps ? "smtps" : "smtp") +
          "://127.0.0.1:" + std::to_string(port_),
      "notify.email.from=The Shop <shop@example.org>"};
  if (options_.security == mail_security::off)
    settings.emplace_back("notify.email.starttls=off");
  else
    settings.push_back("notify.email.ca_file=" + certificate_.file.string());
  if (!options_.user.empty()) {
    settings.push_back("notify.email.user=" + options_.user);
    settings.push_back("notify.email.password_file=" +
                       (directory_.path() / "password").string());
  }
  return settings;
}

std::vector<nlohmann::json> mail_server::messages(std::size_t skip) const {
  return json_lines(directory_.path() / "messages", skip);
}

std::vector<nlohmann::json>
mail_server::messages_to(const std::string& address) const {
  auto found = messages();
  std::erase_if(found, [&](const nlohmann::json& mail) {
    return mail["envelope_to"] != nlohmann::json::array({address});
  });
  return found;
}

std::size_t mail_server::count() const {
  return count_lines(directory_.path() / "messages");
}

std::string header_of(const nlohmann::json& mail, const std::string& name) {
  std::vector<std::string> values;
  for (const auto& header : mail["headers"])
    if (domain::lower_ascii(header[0].get<std::string>()) ==
        domain::lower_ascii(name))
      values.push_back(header[1]);
  BOOST_REQUIRE_MESSAGE(values.size() == 1, values.size()
                                                << " headers " << name << ": "
                                                << mail["headers"].dump());
  return values.front();
}

} // namespace orderd::testing
