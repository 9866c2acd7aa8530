// SPDX-License-Identifier: Apache-2.0
#include "storage/password.hpp"

#include "storage/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace orderd::storage {

namespace {

constexpr std::size_t max_password_bytes = 4096;

class password_descriptor {
public:
  explicit password_descriptor(int fd) noexcept : fd_(fd) {}
  ~password_descriptor() {
    if (fd_ >= 0)
      ::close(fd_);
  }
  password_descriptor(const password_descriptor&) = delete;
  password_descriptor& operator=(const password_descriptor&) = delete;

  [[nodiscard]] int get() const noexcept {
    return fd_;
  }

private:
  int fd_;
};

[[noreturn]] void refuse_password(const std::string& path,
                                  const std::string& why) {
  throw error(error_kind::misconfigured,
              "cannot read the password file '" + path + "': " + why);
}

} // namespace

std::string read_password(const std::string& path) {
  // O_NONBLOCK: a FIFO in its place must not hold the connect.
  const password_descriptor file{
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.get() < 0)
    refuse_password(path, std::strerror(errno));
  struct stat info {};
  if (::fstat(file.get(), &info) != 0)
    refuse_password(path, std::strerror(errno));
  if (!S_ISREG(info.st_mode))
    refuse_password(path, "it is not a regular file");
  if ((info.st_mode & 077) != 0)
    refuse_password(path,
                    "others than its owner may use it; run `chmod 600` on it");
  std::array<char, max_password_bytes> buffer{};
  const auto size = ::read(file.get(), buffer.data(), buffer.size());
  if (size < 0)
    refuse_password(path, std::strerror(errno));
  std::string line(buffer.data(), static_cast<std::size_t>(size));
  line.erase(std::min(line.find_first_of("\r\n"), line.size()));
  if (line.empty())
    refuse_password(path, "its first line is empty");
  if (line.size() == max_password_bytes)
    refuse_password(path, "its first line is too long");
  return line;
}

} // namespace orderd::storage
