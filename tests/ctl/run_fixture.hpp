// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/ctl/run.hpp"

#include "tests/support/line_server.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace orderd::ctl {

namespace fs = std::filesystem;

/// A folder with a socket in it, and what a command wrote.
struct run_fixture {
  run_fixture() {
    std::string name = (fs::temp_directory_path() / "orderctl.XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder = name;
    socket = (folder / "control.sock").string();
  }
  ~run_fixture() {
    fs::remove_all(folder);
  }

  /// Runs a command against the socket.
  int run(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.begin(), {"--socket", socket});
    std::istringstream in(input);
    std::ostringstream out_stream, err_stream;
    streams io{in, out_stream, err_stream};
    const auto code = orderd::ctl::run(arguments, io);
    out = out_stream.str();
    err = err_stream.str();
    return code;
  }

  std::string file(const std::string& name, const std::string& content) {
    const auto path = (folder / name).string();
    std::ofstream(path) << content;
    return path;
  }

  fs::path folder;
  std::string socket;
  std::string out;
  std::string err;
};

/// Answers everything with this result.
inline testing::line_server::responder results_in(const std::string& result) {
  return [result](const std::string&, const std::optional<std::string>&) {
    return R"({"jsonrpc":"2.0","id":1,"result":)" + result + "}";
  };
}

} // namespace orderd::ctl
