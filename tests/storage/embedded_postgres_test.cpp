// SPDX-License-Identifier: Apache-2.0
#include "storage/embedded_postgres.hpp"

#include "storage/connection.hpp"
#include "storage/error.hpp"
#include "tests/support/postgres_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fstream>
#include <memory>
#include <thread>
#include <unistd.h>

using namespace orderd;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using storage::embedded_postgres;
using storage::error;
using storage::error_kind;

namespace {

constexpr storage::statement one{"select one", "select 1"};

struct fixture {
  testing::temporary_directory directory;
  storage::embedded_postgres_options options =
      testing::quick_server_options(directory.path() / "state");
  fs::path data = directory.path() / "state" / "postgres" / "data";

  ~fixture() {
    try {
      embedded_postgres{options}.stop();
    } catch (const std::exception&) {
      // Nothing was started.
    }
  }

  std::string refusal() {
    try {
      embedded_postgres{options}.start();
    } catch (const error& failure) {
      BOOST_TEST((failure.kind() == error_kind::misconfigured));
      return failure.what();
    }
    BOOST_ERROR("nothing was thrown");
    return {};
  }
};

bool answers(const embedded_postgres& server) {
  storage::connect_options options;
  options.url = server.url();
  return storage::connection{options}.execute(one).int64(0, 0) == 1;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void kill_and_wait(pid_t pid, int signal) {
  const auto process = storage::process_handle::open(pid);
  BOOST_REQUIRE(process.has_value());
  process->signal(signal);
  BOOST_REQUIRE(process->wait_for_end(20s));
}

// As the server made it: for its account alone.
void make_private(const fs::path& dir) {
  const auto give = [](const fs::path& path) {
    fs::permissions(path, fs::perms::owner_all);
    if (const auto owner = testing::server_account())
      BOOST_REQUIRE_EQUAL(::chown(path.c_str(), owner->uid, owner->gid), 0);
  };
  give(dir);
  for (const auto& entry : fs::recursive_directory_iterator(dir))
    give(entry.path());
}

template <class Condition>
void wait_until(Condition&& holds) {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (!holds()) {
    BOOST_REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(10ms);
  }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(embedded_postgres_server, fixture)

BOOST_AUTO_TEST_CASE(a_cluster_is_made_once_and_stopped_with_a_checkpoint) {
  std::string identity;
  for (int round = 0; round < 2; ++round) {
    embedded_postgres server{options};
    server.start();
    BOOST_TEST(answers(server));
    storage::connect_options reach;
    reach.url = server.url();
    storage::connection conn{reach};
    constexpr storage::statement ask{
        "ask",
        "select system_identifier::text, current_setting('fsync'), "
        "current_setting('lc_collate'), current_setting('server_encoding'),"
        "current_setting('listen_addresses') from pg_control_system()"};
    const auto row = conn.execute(ask);
    BOOST_TEST((identity.empty() || identity == row.text(0, 0)));
    identity = row.text(0, 0);
    BOOST_TEST(row.text(0, 2) == "C");
    BOOST_TEST(row.text(0, 3) == "UTF8");
    BOOST_TEST(row.text(0, 4).empty());
    server.stop();
    BOOST_TEST(!server.running());
    BOOST_TEST(!fs::exists(data / "postmaster.pid"));
  }
}

BOOST_AUTO_TEST_CASE(only_the_servers_user_reaches_data_and_socket) {
  embedded_postgres server{options};
  server.start();
  for (const auto* name : {"", "data", "socket", "log"})
    BOOST_TEST(
        ((fs::status(data.parent_path() / name).permissions() &
          (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none),
        name);
}

BOOST_AUTO_TEST_CASE(a_server_left_behind_is_taken_over) {
  auto first = std::make_unique<embedded_postgres>(options);
  first->start();
  const auto pid = first->server_pid();
  first.reset();
  embedded_postgres second{options};
  second.start();
  BOOST_TEST(second.server_pid() == pid);
  BOOST_TEST(answers(second));
  second.stop();
  BOOST_TEST(!second.running());
  BOOST_TEST(!fs::exists(data / "postmaster.pid"));
}

BOOST_AUTO_TEST_CASE(a_server_of_other_data_is_never_taken_over) {
  embedded_postgres original{options};
  original.start();
  original.stop();
  auto copied = options;
  copied.state_dir = directory.path() / "copy";
  const auto copied_home = copied.state_dir / "postgres";
  fs::create_directories(copied_home);
  fs::copy(data, copied_home / "data", fs::copy_options::recursive);
  // The copy has the running original's postmaster.pid, as one has that was
  // taken from under a running server.
  original.start();
  const auto pid = original.server_pid();
  fs::copy(data / "postmaster.pid", copied_home / "data" / "postmaster.pid");
  make_private(copied_home);
  embedded_postgres copy{copied};
  copy.start();
  BOOST_TEST(copy.server_pid() != pid);
  BOOST_TEST(original.server_pid() == pid);
  copy.stop();
  BOOST_TEST(original.running());
}

BOOST_AUTO_TEST_CASE(a_pid_file_of_a_stranger_does_not_keep_it_from_starting) {
  auto first = std::make_unique<embedded_postgres>(options);
  first->start();
  kill_and_wait(first->server_pid(), SIGQUIT);
  first.reset();
  // As after a reboot: the pid is now that of another process of the user.
  auto stranger = storage::start_program({"/bin/sleep",
                                          {"300"},
                                          {},
                                          directory.path() / "output",
                                          options.run_as,
                                          SIGKILL});
  std::ifstream in(data / "postmaster.pid");
  std::string line;
  std::getline(in, line);
  std::stringstream rest;
  rest << stranger << "\n" << in.rdbuf();
  std::ofstream(data / "postmaster.pid") << rest.str();
  embedded_postgres second{options};
  second.start();
  BOOST_TEST(answers(second));
  BOOST_TEST(second.server_pid() != stranger);
  second.stop();
  BOOST_TEST(!storage::exit_status(stranger).has_value());
  ::kill(stranger, SIGKILL);
  wait_until([&] { return storage::exit_status(stranger).has_value(); });
}

BOOST_AUTO_TEST_CASE(a_server_that_died_is_started_again_after_a_while) {
  embedded_postgres server{options};
  server.start();
  for (const auto signal : {SIGQUIT, SIGKILL}) {
    kill_and_wait(server.server_pid(), signal);
    const auto died = std::chrono::steady_clock::now();
    BOOST_TEST(!server.running());
    BOOST_TEST(!server.ensure_running());
    wait_until([&] { return server.ensure_running(); });
    BOOST_TEST((std::chrono::steady_clock::now() - died >=
                embedded_postgres::restart_grace));
    BOOST_TEST(answers(server));
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_somebody_else_started_again_is_taken_over) {
  embedded_postgres server{options};
  server.start();
  kill_and_wait(server.server_pid(), SIGQUIT);
  BOOST_TEST(!server.ensure_running());
  embedded_postgres somebody{options};
  somebody.start();
  wait_until([&] { return server.ensure_running(); });
  BOOST_TEST(server.server_pid() == somebody.server_pid());
  BOOST_TEST(answers(server));
}

BOOST_AUTO_TEST_CASE(a_cluster_of_another_major_version_is_refused) {
  fs::create_directories(data);
  std::ofstream(data / "PG_VERSION") << "9\n";
  const auto text = refusal();
  BOOST_TEST(has(text, "made by PostgreSQL 9"), text);
  BOOST_TEST(has(text, "pg_upgrade"), text);
}

BOOST_AUTO_TEST_CASE(data_that_are_no_cluster_are_left_alone) {
  fs::create_directories(data);
  make_private(data.parent_path());
  std::ofstream(data / "precious") << "mine";
  BOOST_TEST(has(refusal(), "no PostgreSQL cluster"));
  BOOST_TEST(fs::exists(data / "precious"));
}

BOOST_AUTO_TEST_CASE(root_is_refused_and_told_what_to_do) {
  options.run_as.reset();
  options.effective_uid = 0;
  const auto text = refusal();
  BOOST_TEST(has(text, "as root"), text);
  BOOST_TEST(has(text, "setpriv"), text);
  BOOST_TEST(!fs::exists(options.state_dir));
}

BOOST_AUTO_TEST_CASE(missing_server_programs_are_named) {
  options.bin_dir = directory.path();
  BOOST_TEST(has(refusal(), "install the package postgresql"));
}

BOOST_AUTO_TEST_CASE(what_initdb_says_is_passed_on) {
  // A program that fails in initdb's place.
  options.bin_dir = directory.path() / "bin";
  fs::create_directories(options.bin_dir);
  for (const auto* name : {"initdb", "postgres", "pg_controldata"}) {
    std::ofstream(options.bin_dir / name)
        << "#!/bin/sh\n[ $1 = --version ] && echo 'postgres (PostgreSQL) 15.1' "
           "&& exit\necho 'could not do it' >&2\nexit 3\n";
    fs::permissions(options.bin_dir / name, fs::perms::owner_all |
                                                fs::perms::group_all |
                                                fs::perms::others_all);
  }
  const auto text = refusal();
  BOOST_TEST(has(text, "could not do it"), text);
  for (const auto& entry : fs::directory_iterator(data.parent_path()))
    BOOST_TEST(!entry.path().filename().string().starts_with("data"));
}

BOOST_AUTO_TEST_CASE(settings_that_the_server_refuses_are_named) {
  { embedded_postgres{options}.start(); }
  embedded_postgres{options}.stop();
  options.settings.emplace_back("no_such_setting", "1");
  BOOST_TEST(has(refusal(), "no_such_setting"));
}

BOOST_AUTO_TEST_CASE(a_state_directory_with_a_long_or_odd_path_works) {
  for (const auto& name :
       {std::string(120, 'x'), std::string("a, 'b'\\ \"c\"")}) {
    auto odd = options;
    odd.state_dir = directory.path() / name;
    fs::path socket_dir;
    {
      embedded_postgres server{odd};
      server.start();
      BOOST_TEST(answers(server));
      const auto url = server.url();
      socket_dir = url.substr(6, url.find('\'', 6) - 6);
      BOOST_TEST(socket_dir.string().starts_with("/tmp/orderd-"));
    }
    embedded_postgres again{odd};
    again.start();
    again.stop();
    fs::remove_all(socket_dir);
  }
}

BOOST_AUTO_TEST_SUITE_END()
