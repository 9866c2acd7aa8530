// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/service_manager.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

namespace service_manager = orderd::app::service_manager;

namespace {

/// A service manager's socket, and its name in the environment.
class notify_socket {
public:
  notify_socket() : descriptor_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    // An abstract name, made unique by the pid: nothing to clean up.
    const auto name = "orderd-test-" + std::to_string(::getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name.data(), name.size());
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) +
                                             1 + name.size());
    BOOST_REQUIRE_EQUAL(
        ::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size), 0);
    ::setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
  }

  ~notify_socket() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(descriptor_);
  }

  notify_socket(const notify_socket&) = delete;
  notify_socket& operator=(const notify_socket&) = delete;

  /// The oldest message that has come, or nothing.
  [[nodiscard]] std::string receive() const {
    std::array<char, 1024> buffer{};
    const auto size =
        ::recv(descriptor_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    return size < 0 ? "nothing"
                    : std::string(buffer.data(), static_cast<size_t>(size));
  }

private:
  int descriptor_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(service_manager_messages)

BOOST_AUTO_TEST_CASE(each_step_of_the_daemon_is_told) {
  const notify_socket socket;
  service_manager::ready("ready");
  BOOST_CHECK_EQUAL(socket.receive(), "READY=1\nSTATUS=ready\n");
  service_manager::reloading();
  BOOST_CHECK_EQUAL(socket.receive(), "RELOADING=1\n");
  service_manager::stopping("draining");
  BOOST_CHECK_EQUAL(socket.receive(), "STOPPING=1\nSTATUS=draining\n");
  service_manager::ping();
  BOOST_CHECK_EQUAL(socket.receive(), "WATCHDOG=1\n");
}

BOOST_AUTO_TEST_CASE(a_status_cannot_smuggle_an_assignment) {
  const notify_socket socket;
  service_manager::status("a\nMAINPID=1");
  BOOST_CHECK_EQUAL(socket.receive(), "STATUS=a MAINPID=1\n");
}

BOOST_AUTO_TEST_CASE(without_a_service_manager_nothing_happens) {
  ::unsetenv("NOTIFY_SOCKET");
  service_manager::ready("ready");
  BOOST_CHECK(!service_manager::ping_interval());
}

BOOST_AUTO_TEST_CASE(pings_come_twice_as_often_as_they_are_asked_for) {
  ::setenv("WATCHDOG_USEC", "30000000", 1);
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  BOOST_CHECK(service_manager::ping_interval() == std::chrono::seconds(15));
  ::unsetenv("WATCHDOG_USEC");
  ::unsetenv("WATCHDOG_PID");
}

BOOST_AUTO_TEST_SUITE_END()
