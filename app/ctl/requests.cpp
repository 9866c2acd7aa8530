// SPDX-License-Identifier: Apache-2.0
// What the commands that change something have in common.
#include "app/ctl/nouns.hpp"

#include <memory>
#include <random>
#include <string_view>

namespace orderd::ctl {

void add_file(CLI::App& verb, command_line& line, const std::string& method,
              const std::string& about, const std::string& again) {
  auto file = std::make_shared<std::string>();
  verb.add_option("FILE", *file, about)->required();
  verb.add_flag("--wait", line.what.wait, "Wait until every row is decided");
  verb.callback([&line, file, method, again] {
    const auto wait = line.what.wait;
    line.what = changing(method, nlohmann::json::object(), import_view, again);
    line.what.kind = command_kind::import_file;
    line.what.file = *file;
    line.what.wait = wait;
  });
}

std::string fresh_key() {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::random_device source;
  std::uniform_int_distribution<std::size_t> digit{0, digits.size() - 1};
  std::string key(16, '0');
  for (auto& c : key)
    c = digits[digit(source)];
  return key;
}

std::string again_with(const std::string& key) {
  return "ask again with --key " + key + ": it is then made once";
}

} // namespace orderd::ctl
