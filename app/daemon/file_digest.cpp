// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/file_digest.hpp"

#include "domain/sha256.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace orderd::app {

tl::expected<std::string, std::string>
digest_of_file(const std::filesystem::path& file) {
  errno = 0;
  std::ifstream in{file, std::ios::binary};
  std::array<char, 256 * 1024> piece; // NOLINT: filled before it is read
  domain::sha256 hash;
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    hash.update({piece.data(), static_cast<std::size_t>(in.gcount())});
  }
  if (!in.eof())
    return tl::unexpected("cannot read " + file.string() + ": " +
                          std::strerror(errno));
  return hash.digest();
}

} // namespace orderd::app
