// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Thin helpers over Linux file calls. All of them retry on EINTR, open with
/// close-on-exec and without following a symbolic link, and throw file_error.
namespace orderd::app {

/// Owns a file descriptor.
class unique_fd {
public:
  unique_fd() = default;
  explicit unique_fd(int fd) noexcept : fd_(fd) {}
  unique_fd(unique_fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  unique_fd& operator=(unique_fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~unique_fd() {
    reset();
  }

  [[nodiscard]] int get() const noexcept {
    return fd_;
  }
  explicit operator bool() const noexcept {
    return fd_ >= 0;
  }
  [[nodiscard]] int release() noexcept {
    return std::exchange(fd_, -1);
  }
  void reset() noexcept;
  /// Gives it to holders that share it: closed with the last of them. Null
  /// for none.
  [[nodiscard]] std::shared_ptr<int> share() &&;

private:
  int fd_ = -1;
};

/// A file operation failed. The text says what was attempted on what and why
/// it failed.
class file_error : public std::runtime_error {
public:
  /// "cannot <attempt>: <the system's text for error>".
  explicit file_error(const std::string& attempt, int error = errno);
  file_error(const std::string& attempt, int error, const std::string& why);

  /// The errno.
  [[nodiscard]] int error() const noexcept {
    return error_;
  }

private:
  int error_;
};

/// A path for people: harmless for a message, between back quotes.
std::string shown_path(std::string_view path);

/// An open directory and how it is called below the state directory. Empty
/// for the state directory itself.
struct folder {
  unique_fd fd;
  std::string path;

  /// The path of an entry.
  [[nodiscard]] std::string at(std::string_view name) const;
};

/// Opens a path that the operator chose: links in it are followed.
folder open_root(const std::string& path);

/// Opens a sub-directory; nothing if it is not there.
std::optional<folder> find_folder(const folder& parent, std::string_view name);

/// Opens a sub-directory that has to be there.
folder open_folder(const folder& parent, std::string_view name);

/// Opens a sub-directory, made with mode 0750 and synced if missing.
folder make_folder(const folder& parent, std::string_view name);

/// Whether renaming from one to the other is a move within a mounted file
/// system.
bool same_file_system(const folder& one, const folder& other);

/// The names in a directory but `.` and `..`, sorted.
std::vector<std::string> list_folder(const folder& dir);

/// What stands there, a link not followed; nothing if there is nothing.
std::optional<struct stat> find_entry(const folder& dir, std::string_view name);

/// Opens a regular file for reading; never blocks on a FIFO or device.
unique_fd open_regular(const folder& dir, std::string_view name);

/// Makes a new file with mode 0640, in place of a file of that name.
unique_fd create_file(const folder& dir, std::string_view name);

/// Writes all of it. `path` is for the error alone.
void write_all(int fd, std::string_view bytes, const std::string& path);

/// Fills with what stands at `offset`; shorter only at the end of the file.
std::string read_at(int fd, std::int64_t offset, std::size_t limit,
                    const std::string& path);

void sync_file(int fd, const std::string& path);
void sync_folder(const folder& dir);

/// A small file, replaced as a whole and durable.
void write_small_file(const folder& dir, std::string_view name,
                      std::string_view content);
/// Its content, up to 4 KiB; nothing if it is not there.
std::optional<std::string> read_small_file(const folder& dir,
                                           std::string_view name);

/// Renames; an entry that already has the new name is an error (EEXIST).
void rename_new(const folder& from, std::string_view name, const folder& to,
                std::string_view new_name);

/// Renames, replacing a file of that name.
void rename_over(const folder& dir, std::string_view name,
                 std::string_view new_name);

/// Removes a file; true also when there is none.
bool remove_file(const folder& dir, std::string_view name) noexcept;

} // namespace orderd::app
