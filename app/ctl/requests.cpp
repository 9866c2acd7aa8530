// SPDX-License-Identifier: Apache-2.0
// What the commands that change something have in common.
#include "app/ctl/nouns.hpp"

#include <memory>
#include <random>
#include <string_view>

namespace orderd::ctl {

void add_file(CLI::App& verb, command_line& line, const std::string& method,
              const std::string& about, const std::string& again,
              bool is_told) {
  auto file = std::make_shared<std::string>();
  verb.add_option("FILE", *file, about)->required();
  verb.add_flag("--wait", line.what.wait, "Wait until every row is decided");
  const auto silent =
      is_told ? add_no_notify(verb) : std::make_shared<bool>(false);
  verb.callback([&line, file, method, again, silent] {
    const auto wait = line.what.wait;
    auto params = nlohmann::json::object();
    if (*silent)
      params["notify"] = false;
    line.what = changing(method, params, import_view, again);
    line.what.kind = command_kind::import_file;
    line.what.file = *file;
    line.what.wait = wait;
  });
}

std::shared_ptr<bool> add_no_notify(CLI::App& verb) {
  auto silent = std::make_shared<bool>(false);
  verb.add_flag("--no-notify", *silent,
                "Tell nobody of what this file's rows become; a later "
                "refund is told");
  return silent;
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
