// SPDX-License-Identifier: Apache-2.0
#include "tests/support/counterpart.hpp"

#include "tests/support/text_files.hpp"
#include "tests/support/waiting.hpp"

#include <cstdlib>

namespace orderd::testing {

namespace fs = std::filesystem;

counterpart::counterpart(const std::vector<std::string>& command)
    : process_(command, directory_.path() / "output",
               directory_.path() / "errors") {
  const auto listens = [&] {
    const auto text = text_of(directory_.path() / "output");
    if (text.ends_with('\n'))
      port_ = std::atoi(text.c_str());
    return port_ > 0 || process_.wait_for_end({});
  };
  if (!holds_within(wait_limit, listens) || port_ <= 0)
    BOOST_FAIL(command.at(1) << " does not listen: "
                             << text_of(directory_.path() / "errors"));
}

fs::path counterpart_source(const std::string& name) {
  return fs::path{ORDERD_SOURCE_DIR} / "tests" / "counterparts" / name;
}

fs::path counterpart_modules() {
  auto modules = fs::path{ORDERD_BINARY_DIR} / "counterparts" / "node_modules";
  BOOST_REQUIRE_MESSAGE(fs::exists(modules / "standardwebhooks"),
                        "the npm library standardwebhooks is missing in "
                            << modules.string()
                            << "; scripts/test installs it, and so does\n"
                            << "  cmake --build " << ORDERD_BINARY_DIR
                            << " --target counterparts");
  return modules;
}

certificate::certificate(const fs::path& directory)
    : file(directory / "certificate.pem"), key(directory / "key.pem") {
  run_program({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
               "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
               "/CN=mail.example.org", "-addext", "subjectAltName=IP:127.0.0.1",
               "-keyout", key.string(), "-out", file.string()});
}

} // namespace orderd::testing
