// SPDX-License-Identifier: Apache-2.0
//
// bench_sink smtp|http PORT FILE
//   Takes all mails or webhooks that come to this port of this machine (0: any
//   that is free) and forgets them. Prints the port, and at SIGTERM how many
//   messages came and in how many seconds, from the first to the last one, into
//   FILE.
#include "bench/sink_protocols.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <unordered_map>

using namespace orderd::bench;

namespace {

using clock_type = std::chrono::steady_clock;

/// The connections, and what came over them.
class sink {
public:
  sink(std::string protocol, int port);

  [[nodiscard]] int port() const;
  /// Serves until SIGTERM or SIGINT.
  void run();
  void write_figures(std::ostream& to) const;

private:
  void watch(int descriptor) const;
  void accept();
  void serve(int connection);
  void close(int connection);

  std::string protocol_;
  int listener_;
  int signals_;
  int epoll_;
  std::unordered_map<int, std::unique_ptr<sink_protocol>> connections_;
  std::int64_t messages_ = 0;
  clock_type::time_point first_, last_;
};

int check(int result, const char* what) {
  if (result < 0)
    throw std::runtime_error(std::string("cannot ") + what);
  return result;
}

int listen_at(int port) {
  const int listener =
      check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "make a socket");
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(::bind(listener, reinterpret_cast<const sockaddr*>(&address),
               sizeof(address)),
        "bind the port");
  check(::listen(listener, SOMAXCONN), "listen");
  return listener;
}

int end_signals() {
  sigset_t ends;
  ::sigemptyset(&ends);
  ::sigaddset(&ends, SIGTERM);
  ::sigaddset(&ends, SIGINT);
  ::sigprocmask(SIG_BLOCK, &ends, nullptr);
  return check(::signalfd(-1, &ends, SFD_CLOEXEC), "wait for signals");
}

sink::sink(std::string protocol, int port)
    : protocol_(std::move(protocol)),
      listener_(listen_at(port)),
      signals_(end_signals()),
      epoll_(check(::epoll_create1(EPOLL_CLOEXEC), "make an epoll")) {
  watch(listener_);
  watch(signals_);
}

int sink::port() const {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  check(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size),
        "read the port");
  return ntohs(address.sin_port);
}

void sink::watch(int descriptor) const {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  check(::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event), "watch");
}

void sink::accept() {
  const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (connection < 0)
    return;
  const int on = 1;
  ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  auto protocol = make_protocol(protocol_);
  const auto greeting = protocol->greeting();
  ::send(connection, greeting.data(), greeting.size(), MSG_NOSIGNAL);
  connections_.emplace(connection, std::move(protocol));
  watch(connection);
}

void sink::close(int connection) {
  connections_.erase(connection);
  ::close(connection);
}

void sink::serve(int connection) {
  std::array<char, 65'536> bytes;
  const auto got = ::recv(connection, bytes.data(), bytes.size(), 0);
  if (got <= 0) {
    close(connection);
    return;
  }
  auto& protocol = *connections_.at(connection);
  std::string answer;
  const int messages =
      protocol.receive({bytes.data(), static_cast<std::size_t>(got)}, answer);
  if (messages > 0) {
    last_ = clock_type::now();
    first_ = messages_ == 0 ? last_ : first_;
    messages_ += messages;
  }
  // Answers are short: they fit the buffer of a client that reads at all.
  if (!answer.empty())
    ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
  if (protocol.is_over())
    close(connection);
}

void sink::run() {
  std::array<epoll_event, 64> events;
  while (true) {
    const int count = ::epoll_wait(epoll_, events.data(),
                                   static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
      if (descriptor == signals_)
        return;
      if (descriptor == listener_)
        accept();
      else
        serve(descriptor);
    }
  }
}

void sink::write_figures(std::ostream& to) const {
  to << messages_ << ' '
     << std::chrono::duration<double>(last_ - first_).count() << '\n';
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 4 || !make_protocol(argv[1])) {
    std::cerr << "bench_sink: usage: bench_sink smtp|http PORT FILE\n";
    return EXIT_FAILURE;
  }
  try {
    sink one{argv[1], std::atoi(argv[2])};
    std::cout << one.port() << std::endl;
    one.run();
    std::ofstream figures{argv[3]};
    one.write_figures(figures);
  } catch (const std::exception& e) {
    std::cerr << "bench_sink: " << e.what() << '\n';
    return EXIT_FAILURE;
  }
}
