// SPDX-License-Identifier: Apache-2.0
#include "app/notify/small_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace orderd::app {
namespace {

constexpr std::size_t largest_file = std::size_t{1024} * 1024;

} // namespace

std::string read_small_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(largest_file + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  const auto size = static_cast<std::size_t>(file.gcount());
  if (size > largest_file)
    throw std::runtime_error("cannot read " + path + ": it is larger than " +
                             std::to_string(largest_file) + " bytes");
  if (!file.eof())
    throw std::runtime_error("cannot read " + path + ": " +
                             std::strerror(errno == 0 ? EIO : errno));
  text.resize(size);
  return text;
}

} // namespace orderd::app
