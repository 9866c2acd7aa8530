// SPDX-License-Identifier: Apache-2.0
#include "tests/support/webhook_receiver.hpp"

#include "tests/support/json_lines.hpp"

namespace orderd::testing {

namespace {

std::string lines_of(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += word + "\n";
  return text;
}

} // namespace

const std::string first_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string second_secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

webhook_receiver::webhook_receiver(const options& what) {
  write_for_daemon(directory_.path() / "accepts", lines_of(what.accepts));
  write_for_daemon(directory_.path() / "signs", lines_of(what.signs));
  start();
}

webhook_receiver::webhook_receiver()
    : webhook_receiver(options{{first_secret}, {first_secret}}) {}

void webhook_receiver::stop() {
  process_.reset();
}

void webhook_receiver::start() {
  if (process_)
    return;
  const auto& directory = directory_.path();
  process_ = std::make_unique<counterpart>(std::vector<std::string>{
      "node", counterpart_source("webhook_receiver.js"), "--port",
      std::to_string(port_), "--modules", counterpart_modules(), "--secrets",
      directory / "accepts", "--messages", directory / "messages", "--rules",
      directory / "rules"});
  port_ = process_->port();
}

void webhook_receiver::set_rules(const nlohmann::json& rules) {
  replace_file(directory_.path() / "rules", rules.dump());
}

std::vector<std::string> webhook_receiver::settings() const {
  return {"notify.channels=webhook",
          "notify.webhook.url=http://127.0.0.1:" + std::to_string(port_) +
              "/orders?shop=1",
          "notify.webhook.secret_file=" +
              (directory_.path() / "signs").string()};
}

std::vector<nlohmann::json> webhook_receiver::requests(std::size_t skip) const {
  auto lines = json_lines(directory_.path() / "messages", skip);
  for (auto& line : lines)
    if (line["verified"] == true)
      line["body"] = nlohmann::json::parse(line["body"].get<std::string>());
  return lines;
}

std::size_t webhook_receiver::count() const {
  return count_lines(directory_.path() / "messages");
}

} // namespace orderd::testing
