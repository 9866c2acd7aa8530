// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/posix_file.hpp"

#include "domain/text.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <system_error>

namespace orderd::app {

namespace {

constexpr mode_t folder_mode = 0750;
constexpr mode_t file_mode = 0640;
constexpr std::size_t small_file_bytes = 4096;

template <class Call>
auto retried(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR)
    result = call();
  return result;
}

int open_entry(const folder& dir, std::string_view name, int flags,
               mode_t mode = 0) {
  const std::string entry(name);
  return retried([&] {
    return ::openat(dir.fd.get(), entry.c_str(),
                    flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, mode);
  });
}

struct statx place_of(const folder& dir) {
  struct statx place {};
  if (::statx(dir.fd.get(), "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_MNT_ID,
              &place) != 0)
    throw file_error("look at " + shown_path(dir.path));
  return place;
}

} // namespace

void unique_fd::reset() noexcept {
  // Linux closes even when close() is interrupted: it is never repeated.
  if (fd_ >= 0)
    ::close(std::exchange(fd_, -1));
}

std::shared_ptr<int> unique_fd::share() && {
  if (fd_ < 0)
    return nullptr;
  auto close_it = [](int* fd) {
    ::close(*fd);
    delete fd;
  };
  auto number = std::make_unique<int>(fd_);
  fd_ = -1;
  return {number.release(), close_it};
}

file_error::file_error(const std::string& attempt, int error)
    : file_error(attempt, error, std::system_category().message(error)) {}

file_error::file_error(const std::string& attempt, int error,
                       const std::string& why)
    : std::runtime_error("cannot " + attempt + ": " + why), error_(error) {}

std::string shown_path(std::string_view path) {
  if (path.empty())
    return "the state directory";
  return domain::quoted(path, PATH_MAX);
}

std::string folder::at(std::string_view name) const {
  return path.empty() ? std::string(name) : path + "/" + std::string(name);
}

folder open_root(const std::string& path) {
  unique_fd fd(retried([&] {
    return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }));
  if (!fd)
    throw file_error("open the state directory " + shown_path(path));
  return {std::move(fd), ""};
}

std::optional<folder> find_folder(const folder& parent, std::string_view name) {
  unique_fd fd(open_entry(parent, name, O_RDONLY | O_DIRECTORY));
  if (fd)
    return folder{std::move(fd), parent.at(name)};
  if (errno == ENOENT)
    return std::nullopt;
  throw file_error("open the directory " + shown_path(parent.at(name)));
}

folder open_folder(const folder& parent, std::string_view name) {
  if (auto found = find_folder(parent, name))
    return std::move(*found);
  throw file_error("open the directory " + shown_path(parent.at(name)), ENOENT);
}

folder make_folder(const folder& parent, std::string_view name) {
  const std::string entry(name);
  if (::mkdirat(parent.fd.get(), entry.c_str(), folder_mode) == 0)
    sync_folder(parent);
  else if (errno != EEXIST)
    throw file_error("make the directory " + shown_path(parent.at(name)));
  return open_folder(parent, name);
}

bool same_file_system(const folder& one, const folder& other) {
  const auto here = place_of(one);
  const auto there = place_of(other);
  if (here.stx_dev_major != there.stx_dev_major ||
      here.stx_dev_minor != there.stx_dev_minor)
    return false;
  // A bind mount of the same file system refuses a rename as well.
  const bool known = (here.stx_mask & there.stx_mask & STATX_MNT_ID) != 0;
  return !known || here.stx_mnt_id == there.stx_mnt_id;
}

std::vector<std::string> list_folder(const folder& dir) {
  // Opened anew: the position of reading belongs to the open description.
  unique_fd fd(open_entry(dir, ".", O_RDONLY | O_DIRECTORY));
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(
      fd ? ::fdopendir(fd.get()) : nullptr, &::closedir);
  if (stream == nullptr)
    throw file_error("list " + shown_path(dir.path));
  static_cast<void>(fd.release());
  std::vector<std::string> names;
  errno = 0;
  while (const auto* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..")
      names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0)
    throw file_error("list " + shown_path(dir.path));
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<struct stat> find_entry(const folder& dir,
                                      std::string_view name) {
  const std::string entry(name);
  struct stat found {};
  if (::fstatat(dir.fd.get(), entry.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0)
    return found;
  if (errno == ENOENT)
    return std::nullopt;
  throw file_error("look at " + shown_path(dir.at(name)));
}

unique_fd open_regular(const folder& dir, std::string_view name) {
  const auto attempt = "open " + shown_path(dir.at(name));
  unique_fd fd(open_entry(dir, name, O_RDONLY | O_NONBLOCK));
  if (!fd)
    throw file_error(attempt);
  struct stat opened {};
  if (::fstat(fd.get(), &opened) != 0)
    throw file_error(attempt);
  if (!S_ISREG(opened.st_mode))
    throw file_error(attempt, ENOTSUP, "it is no regular file");
  return fd;
}

unique_fd create_file(const folder& dir, std::string_view name) {
  const auto attempt = "create " + shown_path(dir.at(name));
  if (!remove_file(dir, name))
    throw file_error(attempt);
  unique_fd fd(open_entry(dir, name, O_WRONLY | O_CREAT | O_EXCL, file_mode));
  if (!fd)
    throw file_error(attempt);
  return fd;
}

void write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const auto written =
        retried([&] { return ::write(fd, bytes.data(), bytes.size()); });
    if (written < 0)
      throw file_error("write " + shown_path(path));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string read_at(int fd, std::int64_t offset, std::size_t limit,
                    const std::string& path) {
  std::string bytes(limit, '\0');
  std::size_t filled = 0;
  while (filled < limit) {
    const auto got = retried([&] {
      return ::pread(fd, bytes.data() + filled, limit - filled,
                     offset + static_cast<std::int64_t>(filled));
    });
    if (got < 0)
      throw file_error("read " + shown_path(path));
    if (got == 0)
      break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

void sync_file(int fd, const std::string& path) {
  if (retried([&] { return ::fsync(fd); }) != 0)
    throw file_error("sync " + shown_path(path));
}

void sync_folder(const folder& dir) {
  sync_file(dir.fd.get(), dir.path);
}

void write_small_file(const folder& dir, std::string_view name,
                      std::string_view content) {
  const auto draft = std::string(name) + ".tmp";
  const auto fd = create_file(dir, draft);
  write_all(fd.get(), content, dir.at(draft));
  sync_file(fd.get(), dir.at(draft));
  rename_over(dir, draft, name);
  sync_folder(dir);
}

std::optional<std::string> read_small_file(const folder& dir,
                                           std::string_view name) {
  if (!find_entry(dir, name))
    return std::nullopt;
  const auto fd = open_regular(dir, name);
  return read_at(fd.get(), 0, small_file_bytes, dir.at(name));
}

void rename_new(const folder& from, std::string_view name, const folder& to,
                std::string_view new_name) {
  const auto attempt = "move " + shown_path(from.at(name)) + " to " +
                       shown_path(to.at(new_name));
  const std::string source(name);
  const std::string target(new_name);
  if (::renameat2(from.fd.get(), source.c_str(), to.fd.get(), target.c_str(),
                  RENAME_NOREPLACE) == 0)
    return;
  if (errno != EINVAL && errno != ENOSYS)
    throw file_error(attempt);
  // Some network file systems do not know the flag. Only this daemon, which
  // holds the lock of the state directory, makes names where it moves to, so
  // that looking first is as good.
  if (find_entry(to, new_name))
    throw file_error(attempt, EEXIST);
  if (::renameat(from.fd.get(), source.c_str(), to.fd.get(), target.c_str()) !=
      0)
    throw file_error(attempt);
}

void rename_over(const folder& dir, std::string_view name,
                 std::string_view new_name) {
  const std::string source(name);
  const std::string target(new_name);
  if (::renameat(dir.fd.get(), source.c_str(), dir.fd.get(), target.c_str()) !=
      0)
    throw file_error("move " + shown_path(dir.at(name)) + " to " +
                     shown_path(dir.at(new_name)));
}

bool remove_file(const folder& dir, std::string_view name) noexcept {
  // A name of this daemon's own fits the buffer that a name may need.
  char entry[NAME_MAX + 1];
  if (name.size() > NAME_MAX) {
    errno = ENAMETOOLONG;
    return false;
  }
  std::copy(name.begin(), name.end(), entry);
  entry[name.size()] = '\0';
  return ::unlinkat(dir.fd.get(), entry, 0) == 0 || errno == ENOENT;
}

} // namespace orderd::app
