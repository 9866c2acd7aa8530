// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/log_sink.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace orderd::app {

namespace {

/// How long a reader of our pipe may keep us waiting before a line counts as
/// lost.
constexpr int slow_reader_limit_ms = 5'000;

constexpr mode_t file_mode = 0640;

int open_for_append(const std::string& path) {
  return ::open(path.c_str(),
                O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY,
                file_mode);
}

bool wait_until_writable(int descriptor) {
  pollfd entry{descriptor, POLLOUT, 0};
  return ::poll(&entry, 1, slow_reader_limit_ms) > 0;
}

} // namespace

line_sink::line_sink(int descriptor) : descriptor_(descriptor) {}

line_sink::line_sink(std::string path)
    : path_(std::move(path)), descriptor_(open_for_append(path_)) {
  if (descriptor_ < 0)
    throw std::system_error(errno, std::generic_category(),
                            "cannot open the log " + path_ + " for appending");
}

line_sink::~line_sink() {
  if (!path_.empty())
    ::close(descriptor_);
}

tl::expected<void, std::string> line_sink::write_lines(std::string_view lines) {
  const std::lock_guard lock(mutex_);
  return write_locked(lines);
}

tl::expected<void, std::string> line_sink::reopen() {
  const std::lock_guard lock(mutex_);
  if (path_.empty())
    return {};
  const int fresh = open_for_append(path_);
  if (fresh < 0)
    return tl::unexpected("cannot open the log " + path_ +
                          " anew: " + std::strerror(errno));
  ::close(std::exchange(descriptor_, fresh));
  mid_line_ = false;
  return {};
}

void line_sink::sink_it_(const spdlog::details::log_msg& message) {
  const auto written =
      write_locked({message.payload.data(), message.payload.size()});
  if (!written)
    throw spdlog::spdlog_ex(written.error());
}

tl::expected<void, std::string>
line_sink::write_locked(std::string_view lines) {
  std::string repaired;
  if (mid_line_ && !lines.empty())
    lines = repaired.append(1, '\n').append(lines);
  while (!lines.empty()) {
    const auto written = ::write(descriptor_, lines.data(), lines.size());
    if (written >= 0) {
      const auto count = static_cast<std::size_t>(written);
      mid_line_ = count > 0 ? lines[count - 1] != '\n' : mid_line_;
      lines.remove_prefix(count);
      continue;
    }
    const int reason = errno;
    if (reason == EINTR ||
        (reason == EAGAIN && wait_until_writable(descriptor_)))
      continue;
    return tl::unexpected("cannot write to the log" +
                          (path_.empty() ? std::string() : " " + path_) + ": " +
                          std::strerror(reason));
  }
  return {};
}

} // namespace orderd::app
