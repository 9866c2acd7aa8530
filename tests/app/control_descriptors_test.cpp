// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/control_server.hpp"

#include "tests/app/event_loop_fixture.hpp"
#include "tests/app/socket_client.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace orderd::app {

BOOST_FIXTURE_TEST_SUITE(control_descriptors, event_loop_fixture)

bool is_open(int descriptor) {
  return ::fcntl(descriptor, F_GETFD) >= 0;
}

BOOST_AUTO_TEST_CASE(a_descriptor_comes_with_its_line_and_is_closed_after_it) {
  running_loop loop(dir.path());
  socket_client client(dir.path());
  dir.put("file", "content");
  const unique_fd file(
      ::open((dir.path() / "file").c_str(), O_RDONLY | O_CLOEXEC));
  const int one[] = {file.get()};
  client.send("before\n");
  client.send_with("with\n", one);
  client.send("after\n");
  loop.record.await_request(2);
  BOOST_TEST(loop.record.await_request(0).descriptor == nullptr);
  BOOST_TEST(loop.record.await_request(2).descriptor == nullptr);
  auto taken = loop.record.look(
      [&] { return std::move(loop.record.requests[1].descriptor); });
  BOOST_REQUIRE(taken != nullptr);
  const int number = *taken;
  BOOST_TEST(read_at(number, 0, 99, "file") == "content");
  BOOST_TEST((::fcntl(number, F_GETFD) & FD_CLOEXEC) != 0);
  taken.reset();
  BOOST_TEST(!is_open(number));
}

BOOST_AUTO_TEST_CASE(extra_descriptors_are_closed) {
  running_loop loop(dir.path());
  socket_client client(dir.path());
  // The other end of a pipe tells when its last descriptor is closed.
  int kept[2];
  int extra[2];
  BOOST_REQUIRE_EQUAL(::pipe2(kept, O_CLOEXEC), 0);
  BOOST_REQUIRE_EQUAL(::pipe2(extra, O_CLOEXEC), 0);
  const unique_fd kept_end(kept[0]);
  const unique_fd extra_end(extra[0]);
  const int sent[] = {kept[1], extra[1], extra[1]};
  const int more[] = {extra[1]};
  client.send_with("two mess", sent);
  client.send_with("ages\n", more);
  ::close(kept[1]);
  ::close(extra[1]);
  const auto request = loop.record.await_request(0);
  BOOST_TEST(request.line == "two messages");
  BOOST_REQUIRE(request.descriptor != nullptr);
  const auto closed = [](int end) {
    pollfd one{end, 0, 0};
    return ::poll(&one, 1, 0) > 0 && (one.revents & POLLHUP) != 0;
  };
  BOOST_TEST(closed(extra_end.get()));
  BOOST_TEST(!closed(kept_end.get()));
}

BOOST_AUTO_TEST_CASE(a_descriptor_in_a_line_of_many_reads_keeps_its_line) {
  running_loop loop(dir.path());
  socket_client client(dir.path());
  const unique_fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int one[] = {null.get()};
  client.send("a\nb");
  client.send_with("b", one);
  client.send(std::string(300'000, 'b') + "\nc\n");
  loop.record.await_request(2);
  BOOST_TEST(loop.record.await_request(0).descriptor == nullptr);
  BOOST_TEST(loop.record.await_request(1).descriptor != nullptr);
  BOOST_TEST(loop.record.await_request(2).descriptor == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace orderd::app
