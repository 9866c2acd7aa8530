// SPDX-License-Identifier: Apache-2.0
#include "tests/support/daemon_fixture.hpp"
#include "tests/support/order_files.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <sched.h>
#include <string>
#include <sys/mount.h>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace orderd::testing;
namespace fs = std::filesystem;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Hides the installed servers from this process alone.
bool hide_postgres() {
  ::setenv("PATH", "/nowhere", 1);
  return ::unshare(CLONE_NEWNS) == 0 &&
         ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("none", "/usr/lib/postgresql", "tmpfs", 0, nullptr) == 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(starting)

BOOST_AUTO_TEST_CASE(all_faults_of_a_configuration_are_told_at_once) {
  const temporary_directory directory;
  const auto file = directory.path() / "orderd.toml";
  write_text(file, "[daemon]\n"
                   "timezone = \"Mars/Base\"\n"
                   "currency = 5\n"
                   "[import]\n"
                   "quiet_sm = 5\n"
                   "batch_orders = 0\n");
  fs::permissions(file, fs::perms{0644});
  const auto run = run_daemon({"--check-config", file.string()});
  BOOST_TEST(run.code == 2);
  for (const auto* part :
       {"orderd.toml:2:", "daemon.timezone", "orderd.toml:3:",
        "daemon.currency", "orderd.toml:5:", "import.quiet_sm",
        "orderd.toml:6:", "import.batch_orders", "4 problems"})
    BOOST_TEST(holds(run.output, part), part << " in " << run.output);
  const auto started = run_daemon({"--config", file.string(), "--state-dir",
                                   (directory.path() / "state").string()});
  BOOST_TEST(started.code == 2);
  BOOST_TEST(!fs::exists(directory.path() / "state"));
}

BOOST_AUTO_TEST_CASE(a_file_of_the_configuration_is_no_failure_to_try_again) {
  const temporary_directory directory;
  const auto state = directory.path() / "state";
  const auto templates = directory.path() / "templates";
  fs::create_directory(templates);
  write_text(templates / "success.txt.mustache", "Hello\n {{nmae}}");
  fs::permissions(templates, fs::perms{0755});
  fs::permissions(templates / "success.txt.mustache", fs::perms{0644});
  const std::string webhook = "notify.webhook.url=http://127.0.0.1:9/h";
  const std::string secret = "notify.webhook.secret_file=/nonexist";
  const std::string server = "notify.email.smtp_url=smtp://127.0.0.1:9";
  const std::string from = "notify.email.from=shop@example.org";
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
      {{"notify.templates=/nonexist"}, "notify.templates: "},
      {{"notify.templates=" + templates.string()},
       "success.txt.mustache:2:2: unknown placeholder {{nmae}}"},
      {{webhook, secret},
       "notify.webhook.secret_file: cannot read /nonexist: "},
      {{server, from, "notify.email.ca_file=/nonexist"},
       "notify.email.ca_file: cannot read /nonexist: "},
      {{server, from, "notify.email.user=shop",
        "notify.email.password_file=/nonexist"},
       "notify.email.password_file: cannot read /nonexist: "},
      {{server + "9999", from}, "notify.email.smtp_url"}};
  for (const auto& [settings, told] : wrong) {
    std::vector<std::string> start{"--state-dir", state.string()};
    for (const auto& setting : settings)
      start.insert(start.end(), {"--set", setting});
    const auto run = run_daemon(start);
    BOOST_TEST(run.code == 2);
    BOOST_TEST(holds(run.output, told), run.output);
    BOOST_TEST(!fs::exists(state));
  }
}

BOOST_AUTO_TEST_CASE(root_is_told_to_use_another_account) {
  if (::geteuid() != 0) {
    BOOST_TEST_MESSAGE("skipped: only root can see how root is refused");
    return;
  }
  const temporary_directory directory;
  const auto run =
      run_daemon({"--state-dir", (directory.path() / "state").string()}, true);
  BOOST_TEST(run.code == 1);
  BOOST_TEST(holds(run.output, "root"), run.output);
}

BOOST_AUTO_TEST_CASE(missing_server_programs_are_told) {
  const temporary_directory directory;
  const auto run =
      run_daemon({"--state-dir", (directory.path() / "state").string()}, false,
                 hide_postgres);
  if (run.code == not_prepared) {
    BOOST_TEST_MESSAGE("skipped: mount is not permitted here");
    return;
  }
  BOOST_TEST(run.code == 1);
  BOOST_TEST(holds(run.output, "PostgreSQL"), run.output);
  BOOST_TEST(holds(run.output, "install"), run.output);
}

BOOST_AUTO_TEST_CASE(a_second_daemon_on_the_directory_names_the_first) {
  daemon_fixture first;
  first.start();
  const auto second = run_daemon({"--state-dir", first.directory().string()});
  BOOST_TEST(second.code == 1);
  BOOST_TEST(
      holds(second.output, "pid " + std::to_string(first.process().pid())),
      second.output);
  BOOST_TEST(first.state() == "ready");
  BOOST_TEST(first.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_first_start_that_is_broken_off_is_made_up_for) {
  daemon_fixture daemon;
  daemon.launch();
  wait_until("the cluster is being made",
             [&] { return fs::exists(daemon.directory() / "postgres"); });
  daemon.kill9();
  daemon.launch();
  wait_until("it starts again", [&] { return daemon.state() == "starting"; });
  BOOST_TEST(daemon.stop() == 0);
  BOOST_TEST(daemon.output() == "");
  daemon.start();
  daemon.check_rules();
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_waited_for) {
  daemon_fixture daemon{{"database.url=host=/nonexistent dbname=none"}};
  daemon.launch();
  wait_until("the daemon waits", [&] {
    return daemon.state() == "starting" &&
           !daemon.events("database.unreachable").empty();
  });
  const auto why = daemon.events("database.unreachable").front()["reason"];
  BOOST_TEST(holds(why, "/nonexistent"), why);
  BOOST_TEST(holds(daemon.refused("orders.list")["message"], "starting"));
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_ends_the_daemon_with_a_clear_text) {
  const temporary_directory directory;
  orderd::storage::embedded_postgres server{
      quick_server_options(directory.path() / "state")};
  server.start();
  orderd::storage::connect_options options;
  options.url = server.url();
  orderd::storage::connection{options}.execute_script(
      "CREATE ROLE shop LOGIN PASSWORD 'right'", "make a role");
  const auto rules =
      directory.path() / "state" / "postgres" / "data" / "pg_hba.conf";
  write_text(rules, "local all shop scram-sha-256\n" + text_of(rules));
  ::kill(server.server_pid(), SIGHUP);
  const auto secret = directory.path() / "password";
  write_text(secret, "wrong\n");
  fs::permissions(secret, fs::perms{0600});
  if (const auto account = server_account())
    BOOST_REQUIRE(::chown(secret.c_str(), account->uid, account->gid) == 0);

  daemon_fixture daemon{{"database.url=" + server.url() + " user=shop",
                         "database.password_file=" + secret.string()}};
  daemon.launch();
  BOOST_TEST(daemon.wait_for_exit() == 1);
  BOOST_TEST(holds(daemon.output(), "password"), daemon.output());
  BOOST_TEST(holds(daemon.output(), "shop"), daemon.output());
  BOOST_TEST(!holds(daemon.output(), "wrong"), daemon.output());
  BOOST_TEST(!holds(text_of(daemon.log_file()), "wrong"));
  server.stop();
}

BOOST_AUTO_TEST_CASE(a_second_daemon_on_the_database_stands_by_and_takes_over) {
  const test_database database;
  const std::vector<std::string> settings{"database.url=" + database.url()};
  daemon_fixture first{settings};
  daemon_fixture second{settings};
  first.start();
  first.import_products("products.csv", products_sample);
  second.launch();
  wait_until("the second stands by",
             [&] { return second.state() == "standby"; });
  BOOST_TEST(holds(second.refused("orders.list")["message"], "standby"));
  first.import_orders("quoted.csv", quoted_sample);
  first.kill9();
  second.wait_ready();
  BOOST_TEST(second.import_orders("again.csv", quoted_sample)["state"] ==
             "duplicate");
  BOOST_TEST(second.import_orders("other.csv", unquoted_sample)["accepted"] ==
             3);
  second.check_rules();
  // The first one, back again, is now the one to wait.
  first.launch();
  wait_until("the first stands by", [&] { return first.state() == "standby"; });
  BOOST_TEST(second.stop() == 0);
  first.wait_ready();
  first.check_rules();
  BOOST_TEST(first.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
