// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/daemon/event_loop.hpp"
#include "app/daemon/posix_folder.hpp"
#include "tests/app/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <csignal>
#include <thread>

namespace orderd::app {

/// How long a test waits for what has to come.
inline constexpr std::chrono::seconds patience{20};

/// What the loop told, kept for a test's thread.
class event_record {
public:
  struct request {
    std::int64_t client = 0;
    std::string line;
    std::shared_ptr<int> descriptor;
  };
  struct change {
    actors::incoming_file file;
    bool renamed = false;

    friend bool operator==(const change&, const change&) = default;
  };

  event_handlers handlers() {
    return {
        .on_request =
            [this](std::int64_t client, std::string line,
                   std::shared_ptr<int> descriptor) {
              note([&] {
                requests.push_back(
                    {client, std::move(line), std::move(descriptor)});
              });
            },
        .on_closed =
            [this](std::int64_t client) {
              note([&] { closed.push_back(client); });
            },
        .on_folder_change =
            [this](actors::incoming_file file, bool renamed) {
              note([&] { changes.push_back({std::move(file), renamed}); });
            },
        .on_rescan = [this] { note([&] { ++rescans; }); },
        .on_stop_signal = [this](int count) { note([&] { stops = count; }); },
        .on_hangup = [this] { note([&] { ++hangups; }); },
        .on_trouble =
            [this](const std::string& text) {
              note([&] { trouble.push_back(text); });
            },
    };
  }

  /// Waits until the condition on what was told holds.
  template <class Condition>
  void await(Condition condition) {
    std::unique_lock lock(mutex_);
    BOOST_REQUIRE(told_.wait_for(lock, patience, condition));
  }

  /// Waits for the request of this place, from 0.
  request await_request(std::size_t at) {
    await([&] { return requests.size() > at; });
    const std::lock_guard lock(mutex_);
    return requests[at];
  }

  /// What the function makes of what was told so far.
  template <class Function>
  auto look(Function function) {
    const std::lock_guard lock(mutex_);
    return function();
  }

  std::vector<request> requests;
  std::vector<std::int64_t> closed;
  std::vector<change> changes;
  std::vector<std::string> trouble;
  int rescans = 0;
  int stops = 0;
  int hangups = 0;

private:
  template <class Note>
  void note(Note take) {
    {
      const std::lock_guard lock(mutex_);
      take();
    }
    told_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable told_;
};

/// A loop that runs on a thread of its own.
class running_loop {
public:
  explicit running_loop(const std::filesystem::path& directory,
                        const control_limits& limits = {})
      : loop_(directory, limits), thread_([this] { loop_.run(handlers_); }) {}
  ~running_loop() {
    loop_.stop();
    thread_.join();
  }

  event_loop* operator->() {
    return &loop_;
  }

  /// Waits for the thread to end by itself.
  void join() {
    thread_.join();
    thread_ = std::thread([] {});
  }

  event_record record;

private:
  event_handlers handlers_ = record.handlers();
  event_loop loop_;
  std::thread thread_;
};

/// Keeps the signal mask of the test's thread as it was.
struct event_loop_fixture {
  event_loop_fixture() {
    ::pthread_sigmask(SIG_BLOCK, nullptr, &mask);
    posix_folder{dir.path()};
  }
  ~event_loop_fixture() {
    ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  }

  temporary_directory dir;
  sigset_t mask{};
};

} // namespace orderd::app
