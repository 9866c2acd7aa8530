// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <spdlog/sinks/base_sink.h>

#include <tl/expected.hpp>

#include <mutex>
#include <string>
#include <string_view>

namespace orderd::app {

/// spdlog's way to a file descriptor: whole lines, unbuffered, with errors
/// that reach the caller. A message's payload is one or more lines as they
/// are to be written; spdlog's own formatting is not used.
class line_sink final : public spdlog::sinks::base_sink<std::mutex> {
public:
  /// Writes to a descriptor that stays open for as long as the process runs.
  explicit line_sink(int descriptor);

  /// Appends to a file, made with mode 0640 if it does not exist. Throws
  /// `std::system_error` if it cannot be opened.
  explicit line_sink(std::string path);

  ~line_sink() override;
  line_sink(const line_sink&) = delete;
  line_sink& operator=(const line_sink&) = delete;

  /// Returns when write() has taken the last byte, or why it did not.
  tl::expected<void, std::string> write_lines(std::string_view lines);

  /// Opens the file of the path anew, after a rotation. On an error the old
  /// file stays in use. Nothing to do for a descriptor.
  tl::expected<void, std::string> reopen();

protected:
  /// Throws `spdlog::spdlog_ex` if the line could not be written.
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

private:
  tl::expected<void, std::string> write_locked(std::string_view lines);

  std::string path_; ///< empty for a descriptor
  int descriptor_;
  bool mid_line_ = false; ///< an error left a line without its end
};

} // namespace orderd::app
