// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/commands.hpp"
#include "app/ctl/fields.hpp"
#include "app/ctl/progress.hpp"
#include "app/ctl/text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <ostream>
#include <string_view>
#include <thread>
#include <utility>

namespace orderd::ctl {

namespace {

using clock = std::chrono::steady_clock;

/// How often an import is looked at.
constexpr std::chrono::milliseconds first_poll{50};
constexpr std::chrono::milliseconds later_polls{250};
/// How long nobody may answer before --wait gives up. An import goes on by
/// itself when the daemon or the database comes back.
constexpr std::chrono::minutes patience{2};

/// A file open for reading, closed at the end.
class input_file {
public:
  explicit input_file(const std::string& path)
      // Not blocking: a FIFO without writer must not hold us up.
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)),
        error_(descriptor_ < 0 ? errno : 0) {}
  input_file(const input_file&) = delete;
  input_file& operator=(const input_file&) = delete;
  ~input_file() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }

  [[nodiscard]] int descriptor() const noexcept {
    return descriptor_;
  }

  /// Why it cannot be imported; nothing if it can.
  [[nodiscard]] std::optional<std::string> fault() const {
    if (descriptor_ < 0)
      return std::strerror(error_);
    struct stat info {};
    if (::fstat(descriptor_, &info) != 0)
      return std::strerror(errno);
    if (!S_ISREG(info.st_mode))
      return "it is not a regular file";
    return std::nullopt;
  }

private:
  int descriptor_;
  int error_;
};

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

/// Whether the import may still be there behind this failure.
bool may_pass(const call_error& error) {
  const auto code = field(error.data, "code");
  return error.exit == exit_code::not_reachable || code == "unavailable" ||
         code == "busy" || code == "timed_out" || code == "not_ready";
}

/// Looks at the import until it has ended.
tl::expected<document, call_error> wait_for_end(const command_line& line,
                                                document import, streams& io) {
  progress_bar bar(io.err, io.err_is_terminal);
  call look;
  look.method = "imports.show";
  look.params["id"] = count(import, "import_id");
  auto pause = first_poll;
  auto give_up = clock::now() + patience;
  while (!has_ended(import)) {
    bar.draw(progress_text(import));
    std::this_thread::sleep_for(pause);
    pause = later_polls;
    auto seen = ask_once(line.socket, look);
    if (seen) {
      import = std::move(*seen);
      give_up = clock::now() + patience;
    } else if (!may_pass(seen.error()) || clock::now() > give_up) {
      seen.error().message +=
          "; the import goes on by itself, look with `orderctl imports show " +
          field(import, "import_id") + "`";
      return tl::unexpected(std::move(seen.error()));
    } else {
      bar.draw("waiting: " + harmless(seen.error().message));
    }
  }
  return import;
}

} // namespace

bool has_ended(const document& import) {
  const auto state = field(import, "state");
  return state != "waiting" && state != "running";
}

int exit_code_of_import(const document& import) {
  if (!has_ended(import))
    return exit_code::ok;
  const auto state = field(import, "state");
  if (state != "done" && state != "duplicate")
    return exit_code::failed;
  return count(import, "rejected") == 0 ? exit_code::ok
                                        : exit_code::partly_done;
}

outcome run_import_file(const command_line& line, streams& io) {
  const auto& path = line.what.file;
  const input_file file(path);
  if (const auto fault = file.fault())
    return failed("the file `" + harmless(path, 400) +
                  "` cannot be imported: " + *fault);
  auto request = line.what.request;
  request.params["file"] = base_name(path);
  request.descriptor = file.descriptor();
  auto import = ask_once(line.socket, request);
  if (import && line.what.wait)
    import = wait_for_end(line, std::move(*import), io);
  if (!import)
    return tl::unexpected(std::move(import.error()));
  show(line, *import, io);
  return line.what.wait ? exit_code_of_import(*import) : exit_code::ok;
}

} // namespace orderd::ctl
