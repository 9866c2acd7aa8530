// SPDX-License-Identifier: Apache-2.0
#include "tests/support/held_lookup.hpp"

#include "tests/support/waiting.hpp"

#include <condition_variable>
#include <dlfcn.h>
#include <mutex>
#include <netdb.h>
#include <utility>

namespace orderd::testing {
namespace {

struct holding {
  std::mutex mutex;
  std::condition_variable changed;
  std::string host; ///< empty: nobody is held
  int waiting = 0;
};

holding& the_holding() {
  static holding one;
  return one;
}

/// Whether it was held.
bool hold(const char* host) {
  auto& all = the_holding();
  std::unique_lock lock{all.mutex};
  if (host == nullptr || all.host.empty() || all.host != host)
    return false;
  ++all.waiting;
  all.changed.wait_for(lock, wait_limit, [&] { return all.host.empty(); });
  --all.waiting;
  all.changed.notify_all();
  return true;
}

} // namespace

held_lookup::held_lookup(std::string host) {
  auto& all = the_holding();
  const std::lock_guard lock{all.mutex};
  all.host = std::move(host);
}

held_lookup::~held_lookup() {
  auto& all = the_holding();
  std::unique_lock lock{all.mutex};
  all.host.clear();
  all.changed.notify_all();
  all.changed.wait(lock, [&] { return all.waiting == 0; });
}

bool held_lookup::holds_somebody() const {
  auto& all = the_holding();
  const std::lock_guard lock{all.mutex};
  return all.waiting > 0;
}

} // namespace orderd::testing

// Stands before the C library's, for libcurl as well.
extern "C" int getaddrinfo(const char* host, const char* service,
                           const addrinfo* hints, addrinfo** result) {
  if (orderd::testing::hold(host))
    return EAI_AGAIN;
  using lookup = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real =
      reinterpret_cast<lookup>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(host, service, hints, result);
}
