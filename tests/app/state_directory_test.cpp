// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/state_directory.hpp"

#include "tests/app/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <memory>

namespace orderd::app {

BOOST_AUTO_TEST_SUITE(state_directories)

BOOST_AUTO_TEST_CASE(a_missing_directory_is_made_for_owner_and_group) {
  const temporary_directory dir;
  const state_directory state(dir.path() / "one/two/");
  BOOST_TEST(state.path() ==
             std::filesystem::canonical(dir.path()) / "one/two");
  struct stat found {};
  BOOST_REQUIRE_EQUAL(::stat(state.path().c_str(), &found), 0);
  BOOST_TEST((found.st_mode & 0027) == 0);
}

BOOST_AUTO_TEST_CASE(the_lock_file_holds_the_pid) {
  const temporary_directory dir;
  dir.put("orderd.lock", "12345678901234567890\n");
  const state_directory state(dir.path());
  BOOST_TEST(dir.content("orderd.lock") == std::to_string(::getpid()) + "\n");
}

BOOST_AUTO_TEST_CASE(a_second_holder_is_refused_with_the_pid_of_the_first) {
  const temporary_directory dir;
  auto first = std::make_unique<state_directory>(dir.path());
  BOOST_CHECK_EXCEPTION(state_directory{dir.path()}, already_running,
                        [](const already_running& refused) {
                          return refused.pid() == ::getpid() &&
                                 std::string_view(refused.what())
                                     .ends_with(
                                         ": another orderd holds it, pid " +
                                         std::to_string(::getpid()));
                        });
  first.reset();
  BOOST_CHECK_NO_THROW(state_directory{dir.path()});
}

BOOST_AUTO_TEST_CASE(a_killed_holder_holds_nothing) {
  const temporary_directory dir;
  int ready[2];
  BOOST_REQUIRE_EQUAL(::pipe(ready), 0);
  const auto child = ::fork();
  if (child == 0) {
    const state_directory state(dir.path());
    [[maybe_unused]] const auto told = ::write(ready[1], "1", 1);
    ::pause();
    ::_exit(0);
  }
  char told = 0;
  BOOST_REQUIRE_EQUAL(::read(ready[0], &told, 1), 1);
  BOOST_CHECK_EXCEPTION(
      state_directory{dir.path()}, already_running,
      [&](const already_running& refused) { return refused.pid() == child; });
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  BOOST_CHECK_NO_THROW(state_directory{dir.path()});
  ::close(ready[0]);
  ::close(ready[1]);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_directory_is_named) {
  const temporary_directory dir;
  dir.put("file", "");
  BOOST_CHECK_EXCEPTION(state_directory{dir.path() / "file/state"}, file_error,
                        [](const file_error& failure) {
                          return std::string_view(failure.what())
                              .ends_with("/file/state`: Not a directory");
                        });
  BOOST_CHECK_THROW(state_directory{dir.path() / "file"}, file_error);
  BOOST_CHECK_THROW(state_directory{""}, file_error);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace orderd::app
