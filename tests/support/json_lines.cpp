// SPDX-License-Identifier: Apache-2.0
#include "tests/support/json_lines.hpp"

#include "tests/support/postgres_fixture.hpp"
#include "tests/support/text_files.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <unistd.h>

namespace orderd::testing {

namespace fs = std::filesystem;

std::vector<nlohmann::json> json_lines(const fs::path& file, std::size_t skip) {
  const auto text = text_of(file);
  std::vector<nlohmann::json> lines;
  // The last one may just be written.
  for (std::size_t from = 0, end = text.find('\n'); end != std::string::npos;
       from = end + 1, end = text.find('\n', from)) {
    if (skip > 0)
      --skip;
    else
      lines.push_back(nlohmann::json::parse(text.substr(from, end - from)));
  }
  return lines;
}

std::size_t count_lines(const fs::path& file) {
  return static_cast<std::size_t>(std::ranges::count(text_of(file), '\n'));
}

void replace_file(const fs::path& file, std::string_view content) {
  const auto hidden = file.string() + ".part";
  write_text(hidden, content);
  fs::rename(hidden, file);
}

void write_for_daemon(const fs::path& file, std::string_view content) {
  write_text(file, content);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  if (const auto account = server_account())
    BOOST_REQUIRE_EQUAL(::lchown(file.c_str(), account->uid, account->gid), 0);
}

} // namespace orderd::testing
