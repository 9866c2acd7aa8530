// SPDX-License-Identifier: Apache-2.0
#include "app/notify/secrets.hpp"

#include "app/notify/base64.hpp"
#include "app/notify/small_file.hpp"
#include "domain/text.hpp"

#include <stdexcept>

namespace orderd::app {
namespace {

// What the Standard Webhooks specification asks for.
constexpr std::string_view key_prefix = "whsec_";
constexpr std::size_t shortest_key = 24;
constexpr std::size_t longest_key = 64;
// More than two would only mean that an old one was forgotten.
constexpr std::size_t most_keys = 2;

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw std::runtime_error("cannot use the secret in " + path + ": " + why);
}

std::string next_line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  std::string line(domain::trim(rest.substr(0, end)));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r'))
    line.pop_back();
  return line;
}

std::string to_key(const std::string& path, int number, std::string_view line) {
  const auto where = "line " + std::to_string(number);
  if (!line.starts_with(key_prefix))
    refuse(path, where + " does not begin with whsec_");
  const auto key = from_base64(line.substr(key_prefix.size()));
  if (!key)
    refuse(path, where + " has no base64 behind whsec_");
  if (key->size() < shortest_key || key->size() > longest_key)
    refuse(path, where + " has a key of " + std::to_string(key->size()) +
                     " bytes; expected 24 to 64");
  return *key;
}

} // namespace

std::string read_password(const std::string& path) {
  const auto text = read_small_file(path);
  std::string_view rest = text;
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r'))
    rest.remove_suffix(1);
  if (rest.empty())
    refuse(path, "its first line is empty");
  return std::string(rest);
}

std::vector<std::string> read_webhook_keys(const std::string& path) {
  const auto text = read_small_file(path);
  std::vector<std::string> keys;
  std::string_view rest = text;
  for (int number = 1; !rest.empty(); ++number)
    if (const auto line = next_line(rest);
        !line.empty() && !line.starts_with('#'))
      keys.push_back(to_key(path, number, line));
  if (keys.empty() || keys.size() > most_keys)
    refuse(path, "it holds " + std::to_string(keys.size()) +
                     " secrets; expected one, or two while they are changed");
  return keys;
}

} // namespace orderd::app
