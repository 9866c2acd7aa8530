// SPDX-License-Identifier: Apache-2.0
#include "tests/support/daemon_fixture.hpp"

#include "tests/app/socket_client.hpp"

#include <csignal>
#include <unistd.h>

namespace orderd::testing {

namespace {

namespace fs = std::filesystem;

/// Files belong to whom the daemon runs as, as those of its users do.
void give_away(const fs::path& path) {
  if (const auto account = server_account())
    BOOST_REQUIRE_EQUAL(::lchown(path.c_str(), account->uid, account->gid), 0);
}

void make_folder(const fs::path& path) {
  if (fs::exists(path))
    return;
  make_folder(path.parent_path());
  fs::create_directory(path);
  give_away(path);
}

bool has_ended(const nlohmann::json& import) {
  const auto& state = import.at("state");
  return state != "waiting" && state != "running";
}

} // namespace

daemon_fixture::daemon_fixture(std::vector<std::string> settings,
                               std::optional<fs::path> state_directory)
    : state_(state_directory.value_or(directory_.path() / "state")),
      settings_(std::move(settings)),
      guard_(state_ / "postgres" / "data") {
  settings_.insert(settings_.begin(), "log.target=" + log_file().string());
}

daemon_fixture::~daemon_fixture() {
  process_.reset();
  end_server_in(state_ / "postgres" / "data");
}

void daemon_fixture::launch(const std::vector<std::string>& more) {
  daemon_run run;
  run.arguments = {"--state-dir", state_.string()};
  auto settings = settings_;
  settings.insert(settings.end(), more.begin(), more.end());
  for (const auto& setting : settings) {
    run.arguments.push_back("--set");
    run.arguments.push_back(setting);
  }
  run.output = directory_.path() / "output";
  process_ = std::make_unique<daemon_process>(run);
}

void daemon_fixture::wait_ready() {
  const auto ready = [this] {
    if (const auto code = process_->wait_for_end({}))
      BOOST_FAIL("orderd ended with " << *code << last_words());
    return state() == "ready";
  };
  if (!holds_within(wait_limit, ready))
    BOOST_FAIL("orderd is not ready" << last_words());
  conninfo_ = call("status")["database"]["conninfo"];
}

void daemon_fixture::start(const std::vector<std::string>& more) {
  launch(more);
  wait_ready();
}

void daemon_fixture::signal(int number) const {
  process_->signal(number);
}

int daemon_fixture::wait_for_exit(std::chrono::milliseconds limit) {
  const auto code = process_->wait_for_end(limit);
  if (!code)
    BOOST_FAIL("orderd does not end" << last_words());
  return *code;
}

int daemon_fixture::stop() {
  signal(SIGTERM);
  return wait_for_exit();
}

void daemon_fixture::kill9() {
  signal(SIGKILL);
  BOOST_REQUIRE_EQUAL(wait_for_exit(), 128 + SIGKILL);
}

void daemon_fixture::crash_server() const {
  end_server_in(state_ / "postgres" / "data");
}

nlohmann::json daemon_fixture::answer_of(const std::string& method,
                                         const json& params) const {
  app::socket_client client{state_};
  client.send(
      json{
          {"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}}
          .dump() +
      "\n");
  return json::parse(client.read_line());
}

nlohmann::json daemon_fixture::call(const std::string& method,
                                    const json& params) {
  const auto answer = answer_of(method, params);
  if (!answer.contains("result"))
    BOOST_FAIL(method << ": " << answer.dump() << last_words());
  return answer["result"];
}

nlohmann::json daemon_fixture::refused(const std::string& method,
                                       const json& params) {
  const auto answer = answer_of(method, params);
  BOOST_REQUIRE_MESSAGE(answer.contains("error"),
                        method << ": " << answer.dump());
  return answer["error"];
}

std::string daemon_fixture::state() {
  try {
    const auto answer = answer_of("status", json::object());
    return answer.contains("result") ? answer["result"]["state"] : "";
  } catch (const std::exception&) {
    return {}; // nobody listens yet, or any more
  }
}

void daemon_fixture::drop(const std::string& folder, const std::string& name,
                          std::string_view content) const {
  const auto into = state_ / "incoming" / folder;
  const auto hidden = into / ".upload";
  make_folder(into);
  write_text(hidden, content);
  give_away(hidden);
  fs::rename(hidden, into / name);
}

nlohmann::json daemon_fixture::find_import(const std::string& name) {
  const auto listed = call("imports.list", {{"limit", 1'000}});
  for (const auto& import : listed["imports"])
    if (import["file"] == name)
      return import;
  return nullptr;
}

nlohmann::json daemon_fixture::await_import(const std::string& name,
                                            std::chrono::milliseconds limit) {
  json found;
  const auto ended = [&] {
    found = find_import(name);
    return !found.is_null() && has_ended(found);
  };
  if (!holds_within(limit, ended))
    BOOST_FAIL("the import of " << name << " has not ended: " << found.dump()
                                << last_words());
  return found;
}

nlohmann::json daemon_fixture::import_orders(const std::string& name,
                                             std::string_view content) {
  drop("orders", name, content);
  return await_import(name);
}

nlohmann::json daemon_fixture::import_products(const std::string& name,
                                               std::string_view content) {
  drop("products", name, content);
  return await_import(name);
}

nlohmann::json daemon_fixture::import_refunds(const std::string& name,
                                              std::string_view content) {
  drop("refunds", name, content);
  return await_import(name);
}

nlohmann::json daemon_fixture::rejects_of(const json& import) {
  return call("imports.rejects", {{"id", import["import_id"]}})["rejects"];
}

std::string daemon_fixture::rejects_file_of(const json& import) const {
  auto path = (state_ / import["archived_as"].get<std::string>()).string();
  constexpr std::string_view ending = ".csv";
  return text_of(path.substr(0, path.size() - ending.size()) + ".rejects.csv");
}

void daemon_fixture::check_rules() {
  const auto verified = call("verify");
  BOOST_CHECK_MESSAGE(verified["ok"] == true, verified.dump());
}

storage::connection daemon_fixture::database() const {
  storage::connect_options options;
  options.url = conninfo_;
  return storage::connection{options};
}

std::int64_t daemon_fixture::number(std::string_view sql) const {
  return database().execute_script(sql, "look into the database").int64(0, 0);
}

std::vector<nlohmann::json> daemon_fixture::log() const {
  const auto text = text_of(log_file());
  std::vector<json> lines;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = text.find('\n', from);
    // The last one may just be written.
    if (end == std::string::npos)
      break;
    lines.push_back(json::parse(text.substr(from, end - from)));
    from = end + 1;
  }
  return lines;
}

std::vector<nlohmann::json>
daemon_fixture::events(std::string_view name) const {
  auto lines = log();
  std::erase_if(lines, [&](const json& line) { return line["event"] != name; });
  return lines;
}

std::string daemon_fixture::output() const {
  return text_of(directory_.path() / "output");
}

// Boost.Test evaluates a message's parts also when the check holds, and the log
// may be long: callers ask for them only after a failure.
std::string daemon_fixture::last_words() const {
  constexpr std::size_t enough = 3'000;
  const auto tail = [](std::string text) {
    return text.size() > enough ? text.substr(text.size() - enough) : text;
  };
  return "\nlog: " + tail(text_of(log_file())) + "\noutput: " + tail(output());
}

} // namespace orderd::testing
