// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/folder_watch.hpp"

#include "app/daemon/folder_names.hpp"
#include "app/daemon/incoming.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace orderd::app {

namespace {

using domain::import_kind;

constexpr std::array kinds{import_kind::orders, import_kind::products,
                           import_kind::refunds};
constexpr std::size_t event_buffer_bytes = 64 * 1024;
constexpr std::uint32_t watched_events =
    IN_MOVED_TO | IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_FROM | IN_DELETE_SELF |
    IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK;

} // namespace

folder_watch::folder_watch(std::filesystem::path state_directory)
    : incoming_(std::move(state_directory) / incoming_folder),
      inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (!inotify_)
    throw file_error(
        "watch " + shown_path(incoming_.native()), errno,
        std::strerror(errno) +
            std::string(errno == EMFILE ? " (see fs.inotify.max_user_instances)"
                                        : ""));
  make_incoming(open_root(incoming_.parent_path()));
  // Whoever starts watching scans as well: what this finds is no news.
  static_cast<void>(restore());
}

std::filesystem::path folder_watch::path_of(const place& where) const {
  const auto base = incoming_ / folder_of(where.kind);
  return is_base(where) ? base : base / where.source;
}

bool folder_watch::complete() const {
  const auto bases = std::ranges::count_if(
      places_, [](const auto& one) { return is_base(one.second); });
  return bases == std::ssize(kinds);
}

folder_watch::news folder_watch::restore() {
  news found;
  for (const auto kind : kinds)
    if (watch({kind, std::string(default_source)}, found))
      found.rescan = true;
  if (found.rescan)
    watch_sources(found);
  return found;
}

bool folder_watch::watch(const place& where, news& found) {
  for (const auto& [descriptor, known] : places_)
    if (known == where)
      return false;
  const auto path = path_of(where);
  const int descriptor =
      ::inotify_add_watch(inotify_.get(), path.c_str(), watched_events);
  if (descriptor >= 0) {
    places_[descriptor] = where;
    return true;
  }
  // What is not there or is no directory is the business of the scan.
  if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
    found.trouble.push_back(
        file_error("watch " + shown_path(path.native()), errno,
                   std::strerror(errno) +
                       std::string(errno == ENOSPC
                                       ? " (see fs.inotify.max_user_watches)"
                                       : ""))
            .what());
  return false;
}

void folder_watch::watch_sources(news& found) {
  try {
    const auto orders = open_root(incoming_ / orders_folder);
    for (const auto& name : list_folder(orders))
      if (is_source_folder(name))
        watch({import_kind::orders, name}, found);
  } catch (const file_error& failure) {
    found.trouble.push_back(failure.what());
  }
}

void folder_watch::forget(const place& where) {
  std::erase_if(places_, [&](const auto& one) {
    // With incoming/orders go the folders in it.
    const bool below = is_base(where) && one.second.kind == where.kind;
    if (one.second != where && !below)
      return false;
    ::inotify_rm_watch(inotify_.get(), one.first);
    return true;
  });
}

bool folder_watch::is_base(const place& where) {
  return where.source == default_source;
}

folder_watch::news folder_watch::read() {
  news found;
  alignas(inotify_event) std::array<char, event_buffer_bytes> buffer;
  for (;;) {
    const auto got = ::read(inotify_.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    for (std::ptrdiff_t at = 0; at < got;) {
      inotify_event event;
      std::memcpy(&event, buffer.data() + at, sizeof event);
      at += static_cast<std::ptrdiff_t>(sizeof event);
      // The name is padded with zeros.
      const auto* name = buffer.data() + at;
      take(event.wd, event.mask, {name, ::strnlen(name, event.len)}, found);
      at += event.len;
    }
    if (found.changes.size() > max_changes)
      break;
  }
  if (found.changes.size() > max_changes) {
    found.changes.clear();
    found.rescan = true;
  }
  return found;
}

void folder_watch::take(int descriptor, std::uint32_t mask,
                        std::string_view name, news& found) {
  if ((mask & IN_Q_OVERFLOW) != 0) {
    found.rescan = true;
    watch_sources(found);
    return;
  }
  const auto at = places_.find(descriptor);
  if (at == places_.end())
    return;
  const auto where = at->second;
  if ((mask & IN_IGNORED) != 0) {
    places_.erase(at);
    return;
  }
  if ((mask & (IN_DELETE_SELF | IN_MOVE_SELF)) != 0) {
    // A source folder that was renamed has been taken up under its new name
    // by the events of its parent, which come first.
    if (is_base(where))
      forget(where);
    return;
  }
  if ((mask & IN_ISDIR) != 0) {
    if (where.kind == import_kind::orders && is_base(where))
      take_source(mask, name, found);
    return;
  }
  const bool renamed = (mask & IN_MOVED_TO) != 0;
  if ((!renamed && (mask & IN_CLOSE_WRITE) == 0) || is_upload_name(name))
    return;
  change fresh{{where.kind, where.source, std::string(name)}, renamed};
  const auto same = [&](const change& one) {
    return one.renamed == fresh.renamed && one.file == fresh.file;
  };
  if (found.changes.empty() || !same(found.changes.back()))
    found.changes.push_back(std::move(fresh));
}

void folder_watch::take_source(std::uint32_t mask, std::string_view name,
                               news& found) {
  if (!is_source_folder(name))
    return;
  const place where{import_kind::orders, std::string(name)};
  if ((mask & IN_MOVED_FROM) != 0)
    return forget(where);
  if ((mask & (IN_CREATE | IN_MOVED_TO)) == 0)
    return;
  // The name may still stand for a folder that was removed. Files may have
  // come before the watch did.
  forget(where);
  watch(where, found);
  found.rescan = true;
}

} // namespace orderd::app
