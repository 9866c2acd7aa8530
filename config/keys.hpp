// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The one table of all configuration keys: the loader, the environment's
/// names and the test of the shipped file are driven by it.
namespace orderd::config {

/// A whole number; `Member` is the type that holds it.
template <class Member>
struct number_kind {
  Member& (*at)(configuration&);
  std::int64_t min;
  std::int64_t max;
};

/// A fraction from 0.0 to 1.0, stored as parts per million.
struct rate_kind {
  std::int32_t& (*at)(configuration&);
};

/// A text; `problem` says what is wrong with one, or nothing.
struct text_kind {
  std::string& (*at)(configuration&);
  std::optional<std::string> (*problem)(std::string_view text);
};

/// One of a few words.
struct choice_kind {
  std::string& (*at)(configuration&);
  std::span<const std::string_view> choices;
};

/// A list of such words, each at most once.
struct list_kind {
  std::vector<std::string>& (*at)(configuration&);
  std::span<const std::string_view> choices;
  bool may_be_empty = false;
};

/// A list of texts, which may be empty.
struct texts_kind {
  std::vector<std::string>& (*at)(configuration&);
  std::optional<std::string> (*problem)(std::string_view text);
};

using key_kind =
    std::variant<number_kind<std::int32_t>, number_kind<std::int64_t>,
                 rate_kind, text_kind, choice_kind, list_kind, texts_kind>;

/// One key: `[section] name`, what it means, and where it is kept.
struct key {
  std::string_view section;
  std::string_view name;
  std::string_view doc;
  key_kind kind;
};

/// All keys, a section after the other.
std::span<const key> all_keys();

/// `section.name`.
std::string full_name(const key& k);

/// The variable of the environment that overrides the key:
/// `ORDERD_PAYMENT_SIMULATOR_SEED`.
std::string variable_name(std::string_view section, std::string_view name);

/// The layouts that `[source.NAME] layout` may name.
std::span<const std::string_view> source_layouts();

/// The channels that `notify.channels` and `[source.NAME] notify` may name.
std::span<const std::string_view> channel_names();

} // namespace orderd::config
