// SPDX-License-Identifier: Apache-2.0
#include "tests/support/postgres_fixture.hpp"

#include "storage/migrations.hpp"

#include <csignal>
#include <cstdlib>
#include <pwd.h>
#include <stdexcept>
#include <unistd.h>

namespace orderd::testing {

namespace {

namespace fs = std::filesystem;

constexpr auto template_name = "orderd_template";
constexpr std::chrono::seconds stop_limit{20};

std::string with_database(std::string url, const std::string& database) {
  constexpr std::string_view key = "dbname=";
  return url.replace(url.find(key) + key.size(), std::string::npos, database);
}

} // namespace

std::optional<storage::account> server_account() {
  if (::geteuid() != 0)
    return std::nullopt;
  for (const auto* name : {"postgres", "nobody"})
    if (const auto* entry = ::getpwnam(name))
      return storage::account{entry->pw_uid, entry->pw_gid};
  throw std::runtime_error("no account to run PostgreSQL as: neither "
                           "'postgres' nor 'nobody' exists");
}

temporary_directory::temporary_directory() {
  auto name = (fs::temp_directory_path() / "orderd-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw std::runtime_error("cannot make a directory in " +
                             fs::temp_directory_path().string());
  path_ = name;
  if (const auto account = server_account())
    if (::chown(path_.c_str(), account->uid, account->gid) != 0)
      throw std::runtime_error("cannot give away " + name);
}

temporary_directory::~temporary_directory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

storage::embedded_postgres_options
quick_server_options(const fs::path& state_dir) {
  storage::embedded_postgres_options options;
  options.state_dir = state_dir;
  options.run_as = server_account();
  options.settings = {{"fsync", "off"},
                      {"synchronous_commit", "off"},
                      {"shared_buffers", "32MB"},
                      {"max_connections", "100"}};
  // The server must not outlive a test that is killed.
  options.end_with_parent = true;
  return options;
}

postgres_fixture& postgres_fixture::instance() {
  static postgres_fixture one;
  return one;
}

postgres_fixture::postgres_fixture()
    : server_(quick_server_options(directory_.path() / "state")) {
  server_.start();
}

postgres_fixture::~postgres_fixture() {
  try {
    stop_immediate();
  } catch (const std::exception&) {
    // The kernel ends the server with this process.
  }
}

std::string postgres_fixture::fresh_database(bool empty) {
  if (!empty && template_.empty()) {
    admin().execute_script(std::string("create database ") + template_name,
                           "create the template database");
    storage::connect_options options;
    options.url = url_of(template_name);
    storage::connection conn{options};
    storage::migrate(conn, options.schema);
    template_ = template_name;
  }
  const auto name = "test_" + std::to_string(++databases_);
  admin().execute_script("create database " + name +
                             (empty ? "" : " template " + template_),
                         "create a test database");
  return url_of(name);
}

void postgres_fixture::drop_database(const std::string& url) {
  const auto name = url.substr(url.find("dbname=") + 7);
  admin().execute_script("drop database if exists " + name + " with (force)",
                         "drop a test database");
}

void postgres_fixture::stop_immediate() {
  const auto process = storage::process_handle::open(server_.server_pid());
  if (!process)
    return;
  process->signal(SIGQUIT);
  if (!process->wait_for_end(stop_limit))
    throw std::runtime_error("the test's PostgreSQL did not stop");
}

void postgres_fixture::start() {
  server_.start();
}

std::string postgres_fixture::url_of(const std::string& database) const {
  return with_database(server_.url(), database);
}

storage::connection postgres_fixture::admin() const {
  storage::connect_options options;
  options.url = url_of("postgres");
  return storage::connection{options};
}

test_database::test_database(bool empty)
    : url_(postgres_fixture::instance().fresh_database(empty)) {}

test_database::~test_database() {
  try {
    postgres_fixture::instance().drop_database(url_);
  } catch (const std::exception&) {
    // A test may have stopped the server; the directory goes with the process.
  }
}

storage::connect_options test_database::options() const {
  storage::connect_options options;
  options.url = url_;
  return options;
}

} // namespace orderd::testing
