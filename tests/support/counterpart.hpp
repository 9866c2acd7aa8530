// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/child_process.hpp"
#include "tests/support/postgres_fixture.hpp"

namespace orderd::testing {

/// A program that a test talks to through a port of this machine.
class counterpart {
public:
  /// Starts it; it prints the port that it listens at. Fails the test case,
  /// with what the program said, if it does not.
  explicit counterpart(const std::vector<std::string>& command);

  [[nodiscard]] int port() const noexcept {
    return port_;
  }

private:
  temporary_directory directory_;
  child_process process_;
  int port_ = 0;
};

/// Where the sources of counterparts stand.
std::filesystem::path counterpart_source(const std::string& name);

/// Where the build has the libraries that node counterparts load; fails the
/// test case, saying how to get them, if they are missing.
std::filesystem::path counterpart_modules();

/// A certificate for 127.0.0.1, and its key, made by `openssl`. Who trusts the
/// certificate trusts the server that shows it.
struct certificate {
  explicit certificate(const std::filesystem::path& directory);

  std::filesystem::path file;
  std::filesystem::path key;
};

} // namespace orderd::testing
