// SPDX-License-Identifier: Apache-2.0
#include "config/source_keys.hpp"

#include "config/load.hpp"

#include <algorithm>
#include <array>

namespace orderd::config {
namespace {

constexpr std::array<std::string_view, 2> known_keys{"layout", "notify"};

/// The keys are read as others are, but into places of this configuration.
std::string& layout_place(configuration& scratch) {
  return scratch.payment.gateway;
}

std::vector<std::string>& notify_place(configuration& scratch) {
  return scratch.notify.channels;
}

key_kind kind_of(std::string_view key) {
  if (key == "layout")
    return choice_kind{layout_place, source_layouts()};
  return list_kind{notify_place, channel_names(), true};
}

} // namespace

std::span<const std::string_view> source_keys() {
  return known_keys;
}

bool is_source_key(std::string_view name) {
  return std::ranges::find(known_keys, name) != known_keys.end();
}

std::string nearest_source_key(std::string_view name) {
  return nearest(name, {known_keys.begin(), known_keys.end()});
}

std::optional<std::string> store_in_source(source_options& into,
                                           std::string_view key,
                                           const raw_value& value) {
  configuration scratch;
  if (auto wrong = store(scratch, kind_of(key), value))
    return key == "layout" ? "expected " + expectation(kind_of(key)) +
                                 " (the one layout of this version)"
                           : wrong;
  if (key == "layout")
    into.layout = layout_place(scratch);
  else
    into.notify = notify_place(scratch);
  return std::nullopt;
}

std::optional<std::string> store_text_in_source(source_options& into,
                                                std::string_view key,
                                                std::string_view text) {
  return store_in_source(into, key, parse_text(kind_of(key), text));
}

} // namespace orderd::config
