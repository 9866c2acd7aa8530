// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/spool_content.hpp"

#include "app/daemon/folder_guard.hpp"

namespace orderd::app {

namespace {

constexpr std::size_t copy_chunk_bytes = 256 * 1024;

class posix_reader final : public actors::spool_reader {
public:
  posix_reader(unique_fd fd, std::string path)
      : fd_(std::move(fd)), path_(std::move(path)) {}

  actors::folder_result<std::string> read(std::int64_t offset,
                                          std::size_t limit) override {
    return guarded([&] { return read_at(fd_.get(), offset, limit, path_); });
  }

  actors::folder_result<std::int64_t> size() override {
    return guarded([&]() -> std::int64_t {
      return must_be_regular(fd_.get(), "look at " + shown_path(path_)).st_size;
    });
  }

private:
  unique_fd fd_;
  std::string path_;
};

bool same_content(const struct stat& one, const struct stat& other) {
  return one.st_size == other.st_size &&
         one.st_mtim.tv_sec == other.st_mtim.tv_sec &&
         one.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
}

} // namespace

std::unique_ptr<actors::spool_reader> open_reader(const folder& dir,
                                                  const std::string& name) {
  return std::make_unique<posix_reader>(open_regular(dir, name), dir.at(name));
}

struct stat must_be_regular(int descriptor, const std::string& attempt) {
  struct stat found {};
  if (::fstat(descriptor, &found) != 0)
    throw file_error(attempt);
  if (!S_ISREG(found.st_mode))
    throw file_error(attempt, ENOTSUP, "it is no regular file");
  return found;
}

void copy_content(int from, int to, const std::string& name,
                  const std::string& copy) {
  const auto attempt = "copy " + shown_path(name);
  const auto before = must_be_regular(from, attempt);
  // A file that grows faster than it is copied ends the loop all the same.
  for (std::int64_t offset = 0; offset <= before.st_size;) {
    const auto bytes = read_at(from, offset, copy_chunk_bytes, name);
    if (bytes.empty())
      break;
    write_all(to, bytes, copy);
    offset += static_cast<std::int64_t>(bytes.size());
  }
  if (!same_content(before, must_be_regular(from, attempt)))
    throw file_error(attempt, EINVAL, "it changed while it was copied");
}

} // namespace orderd::app
