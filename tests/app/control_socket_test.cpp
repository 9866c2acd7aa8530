// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/control_socket.hpp"

#include "tests/app/socket_client.hpp"
#include "tests/app/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>

namespace orderd::app {

BOOST_AUTO_TEST_SUITE(control_sockets)

BOOST_AUTO_TEST_CASE(owner_and_group_may_connect_whatever_the_umask) {
  for (const mode_t mask : {0, 022, 0777}) {
    const temporary_directory dir;
    const auto before = ::umask(mask);
    const control_socket socket(dir.path());
    ::umask(before);
    struct stat found {};
    BOOST_REQUIRE_EQUAL(
        ::stat((dir.path() / control_socket_name).c_str(), &found), 0);
    BOOST_TEST(S_ISSOCK(found.st_mode));
    BOOST_TEST((found.st_mode & 07777) == 0660);
  }
}

BOOST_AUTO_TEST_CASE(the_socket_goes_with_its_owner) {
  const temporary_directory dir;
  auto socket = std::make_unique<control_socket>(dir.path());
  BOOST_CHECK_NO_THROW(socket_client{dir.path()});
  socket.reset();
  BOOST_TEST(!dir.has(control_socket_name));
}

BOOST_AUTO_TEST_CASE(a_path_of_any_length_is_bound_to) {
  const temporary_directory dir;
  const auto deep = dir.path() / std::string(120, 'd') / std::string(120, 'e');
  std::filesystem::create_directories(deep);
  control_socket socket(deep);
  BOOST_TEST(std::filesystem::is_socket(deep / control_socket_name));
  BOOST_CHECK_NO_THROW(socket_client{deep});
  BOOST_TEST(static_cast<bool>(socket.accept()));
}

BOOST_AUTO_TEST_CASE(a_socket_left_by_a_crash_is_replaced) {
  const temporary_directory dir;
  {
    // Bound and closed without being removed, as a killed daemon does.
    const auto folder = open_root(dir.path());
    const unique_fd old(::socket(AF_UNIX, SOCK_STREAM, 0));
    const auto address =
        control_address(folder, dir.path() / control_socket_name);
    BOOST_REQUIRE_EQUAL(::bind(old.get(),
                               reinterpret_cast<const sockaddr*>(&address),
                               sizeof address),
                        0);
  }
  BOOST_TEST(dir.has(control_socket_name));
  const control_socket socket(dir.path());
  BOOST_CHECK_NO_THROW(socket_client{dir.path()});
}

BOOST_AUTO_TEST_CASE(a_socket_in_use_is_not_taken_away) {
  const temporary_directory dir;
  const control_socket first(dir.path());
  BOOST_CHECK_EXCEPTION(
      control_socket{dir.path()}, file_error,
      [](const file_error& failure) { return failure.error() == EADDRINUSE; });
  BOOST_CHECK_NO_THROW(socket_client{dir.path()});
}

BOOST_AUTO_TEST_CASE(what_is_no_socket_is_not_removed) {
  const temporary_directory dir;
  dir.put(control_socket_name, "precious");
  BOOST_CHECK_EXCEPTION(
      control_socket{dir.path()}, file_error, [](const file_error& failure) {
        return std::string_view(failure.what())
            .ends_with(
                "control.sock`: something that is no socket has this name");
      });
  BOOST_TEST(dir.content(control_socket_name) == "precious");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace orderd::app
