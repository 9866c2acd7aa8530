// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace orderd::config {

tl::expected<std::string, problem> read_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::array<char, 4096> buffer{};
  while (file.read(buffer.data(), buffer.size()), file.gcount() > 0)
    text.append(buffer.data(), static_cast<std::size_t>(file.gcount()));
  if (!file.eof())
    return tl::unexpected(
        problem{path, 0, 0, "",
                std::string("cannot read the configuration: ") +
                    std::strerror(errno == 0 ? EIO : errno)});
  return text;
}

std::vector<setting> our_variables(const char* const* environment) {
  std::vector<setting> result;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view entry(*environment);
    const auto equals = entry.find('=');
    if (entry.starts_with("ORDERD_") && equals != std::string_view::npos)
      result.push_back({std::string(entry.substr(0, equals)),
                        std::string(entry.substr(equals + 1)),
                        {}});
  }
  return result;
}

} // namespace orderd::config
