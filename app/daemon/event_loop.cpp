// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/event_loop.hpp"

#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace orderd::app {

namespace {

/// How often folders that cannot be watched are tried again.
constexpr std::chrono::seconds restore_interval{10};
/// The entries of polls_ before those of the control server.
constexpr std::size_t signal_entry = 0;
constexpr std::size_t wake_entry = 1;
constexpr std::size_t watch_entry = 2;
constexpr std::size_t first_server_entry = 3;

unique_fd open_signals() {
  sigset_t handled;
  sigemptyset(&handled);
  for (const int number : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&handled, number);
  const int error = ::pthread_sigmask(SIG_BLOCK, &handled, nullptr);
  if (error != 0)
    throw file_error("block signals", error);
  unique_fd fd(::signalfd(-1, &handled, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd)
    throw file_error("wait for signals");
  return fd;
}

unique_fd open_wake() {
  unique_fd fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!fd)
    throw file_error("make an eventfd");
  return fd;
}

void tell(const folder_watch::news& news, const event_handlers& handlers) {
  for (const auto& text : news.trouble)
    handlers.on_trouble(text);
  for (const auto& change : news.changes)
    handlers.on_folder_change(change.file, change.renamed);
  if (news.rescan)
    handlers.on_rescan();
}

} // namespace

event_loop::event_loop(const std::filesystem::path& state_directory,
                       const control_limits& limits)
    : limits_(limits),
      signals_(open_signals()),
      wake_(open_wake()),
      watch_(state_directory),
      server_(state_directory, limits),
      restore_at_(clock::now() + restore_interval) {}

void event_loop::run(const event_handlers& handlers) {
  while (!farewell_until_ ||
         (!server_.flushed() && clock::now() < *farewell_until_))
    turn(handlers);
}

void event_loop::turn(const event_handlers& handlers) {
  polls_.assign({{signals_.get(), POLLIN, 0},
                 {wake_.get(), POLLIN, 0},
                 {watch_.descriptor(), POLLIN, 0}});
  server_.add_polls(polls_);
  if (::poll(polls_.data(), polls_.size(), timeout(clock::now())) < 0) {
    if (errno == EINTR)
      return;
    throw file_error("wait for events");
  }
  const auto now = clock::now();
  if (polls_[signal_entry].revents != 0)
    take_signals(handlers);
  if (polls_[watch_entry].revents != 0)
    tell(watch_.read(), handlers);
  server_.handle(std::span(polls_).subspan(first_server_entry), handlers, now);
  if (polls_[wake_entry].revents != 0)
    take_answers(handlers, now);
  restore_watches(handlers, now);
  server_.check(handlers, now);
}

void event_loop::take_signals(const event_handlers& handlers) {
  signalfd_siginfo signal{};
  while (::read(signals_.get(), &signal, sizeof signal) ==
         static_cast<ssize_t>(sizeof signal)) {
    if (signal.ssi_signo == SIGHUP)
      handlers.on_hangup();
    else
      handlers.on_stop_signal(++stop_signals_);
  }
}

void event_loop::take_answers(const event_handlers& handlers,
                              clock::time_point now) {
  std::uint64_t wakes = 0;
  // Another turn would find it empty, which is as good.
  if (::read(wake_.get(), &wakes, sizeof wakes) < 0 && errno != EAGAIN)
    handlers.on_trouble(file_error("read an eventfd").what());
  std::vector<answer> answers;
  bool stopping = false;
  {
    const std::lock_guard lock(mutex_);
    answers.swap(answers_);
    stopping = stopping_;
  }
  for (const auto& [client, line] : answers)
    server_.reply(client, line, handlers, now);
  if (stopping && !farewell_until_) {
    server_.end_input();
    farewell_until_ = now + limits_.farewell_deadline;
  }
}

void event_loop::restore_watches(const event_handlers& handlers,
                                 clock::time_point now) {
  if (watch_.complete() || now < restore_at_)
    return;
  restore_at_ = now + restore_interval;
  tell(watch_.restore(), handlers);
}

int event_loop::timeout(clock::time_point now) const {
  auto first = server_.deadline();
  const auto earlier = [&](clock::time_point due) {
    first = first ? std::min(*first, due) : due;
  };
  if (!watch_.complete())
    earlier(restore_at_);
  if (farewell_until_)
    earlier(*farewell_until_);
  if (!first)
    return -1;
  // Rounded up, so that what is due then has come.
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*first - now);
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

void event_loop::reply(std::int64_t client, std::string line) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_)
      return;
    answers_.push_back({client, std::move(line)});
  }
  wake();
}

void event_loop::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake();
}

void event_loop::wake() noexcept {
  // It fails only when the counter is full, and then the loop wakes anyway.
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
}

} // namespace orderd::app
