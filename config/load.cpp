// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include "config/coherence.hpp"
#include "config/keys.hpp"
#include "config/source_keys.hpp"
#include "config/values.hpp"
#include "domain/values.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace orderd::config {

namespace {

constexpr std::string_view source_section = "source";

const key* find_key(std::string_view section, std::string_view name) {
  const auto keys = all_keys();
  const auto found = std::ranges::find_if(keys, [&](const key& k) {
    return k.section == section && k.name == name;
  });
  return found == keys.end() ? nullptr : &*found;
}

/// `payment.simulator` makes `payment` a section too.
bool is_section(std::string_view name) {
  return std::ranges::any_of(all_keys(), [&](const key& k) {
    return k.section == name ||
           (k.section.starts_with(name) && k.section.size() > name.size() &&
            k.section[name.size()] == '.');
  });
}

std::string joined(std::string_view section, std::string_view name) {
  return section.empty() ? std::string(name)
                         : std::string(section).append(".").append(name);
}

std::string did_you_mean(const std::string& name) {
  return name.empty() ? name : "; did you mean \"" + name + "\"?";
}

raw_value to_raw(const toml::node& node) {
  if (const auto* flag = node.as_boolean())
    return flag->get();
  if (const auto* number = node.as_integer())
    return number->get();
  if (const auto* fraction = node.as_floating_point())
    return fraction->get();
  if (const auto* text = node.as_string())
    return text->get();
  const auto* array = node.as_array();
  if (array == nullptr)
    return std::monostate{};
  std::vector<std::string> list;
  for (const auto& item : *array) {
    const auto* text = item.as_string();
    if (text == nullptr)
      return std::monostate{};
    list.push_back(text->get());
  }
  return list;
}

/// Walks the file's tables and collects values and problems.
class file_reader {
public:
  file_reader(configuration& into, std::vector<problem>& problems,
              const std::string& name)
      : into_(into), problems_(problems), name_(name) {}

  void read(const std::string& text) {
    try {
      read_table(toml::parse(text, name_), "");
    } catch (const toml::parse_error& error) {
      report(error.source().begin, "",
             "expected TOML: " + std::string(error.description()));
    }
    std::ranges::stable_sort(problems_, [](const auto& a, const auto& b) {
      return std::tie(a.line, a.column) < std::tie(b.line, b.column);
    });
  }

private:
  void report(const toml::source_position& where, std::string key,
              std::string text) {
    problems_.push_back({name_, static_cast<int>(where.line),
                         static_cast<int>(where.column), std::move(key),
                         std::move(text)});
  }

  void read_table(const toml::table& table, const std::string& section) {
    for (const auto& [name, node] : table) {
      const auto full = joined(section, name.str());
      if (full == source_section)
        read_sources(node);
      else if (is_section(full))
        read_section(node, full);
      else if (const auto* known = find_key(section, name.str()))
        read_value(node, *known);
      else
        report_unknown(name, section, node.is_table());
    }
  }

  void read_section(const toml::node& node, const std::string& section) {
    if (const auto* table = node.as_table())
      read_table(*table, section);
    else
      report(node.source().begin, section,
             "expected a section, [" + section + "], not a value");
  }

  void read_value(const toml::node& node, const key& known) {
    if (auto wrong = store(into_, known.kind, to_raw(node)))
      report(node.source().begin, full_name(known), std::move(*wrong));
  }

  void read_sources(const toml::node& node) {
    const auto* table = node.as_table();
    if (table == nullptr) {
      report(node.source().begin, "source", "expected sections [source.NAME]");
      return;
    }
    for (const auto& [name, source] : *table)
      read_source(name, source);
  }

  void read_source(const toml::key& name, const toml::node& node) {
    const auto section = joined(source_section, name.str());
    const auto* table = node.as_table();
    if (!domain::is_source_name(name.str()) || table == nullptr) {
      report(name.source().begin, section,
             "expected a section [source.NAME] whose name is 1 to 64 small "
             "letters, digits, '-' and '_', as the folder's");
      return;
    }
    const std::string source(name.str());
    into_.sources[source];
    for (const auto& [field, value] : *table) {
      if (!is_source_key(field.str()))
        report(field.source().begin, joined(section, field.str()),
               "unknown key" + did_you_mean(nearest_source_key(field.str())));
      else if (auto wrong = store_in_source(into_.sources[source], field.str(),
                                            to_raw(value)))
        report(value.source().begin, joined(section, field.str()),
               std::move(*wrong));
    }
  }

  void report_unknown(const toml::key& name, const std::string& section,
                      bool is_table) {
    const auto full = joined(section, name.str());
    report(name.source().begin, full,
           is_table ? "unknown section" + did_you_mean(near_section(full))
                    : "unknown key" + did_you_mean(near_key(section, name)));
  }

  static std::string near_section(const std::string& name) {
    std::set<std::string> sections;
    for (const auto& k : all_keys())
      sections.emplace(k.section);
    return nearest(name, {sections.begin(), sections.end()});
  }

  /// A key of the same section, or the same key where it belongs.
  static std::string near_key(const std::string& section,
                              const toml::key& name) {
    std::vector<std::string> names;
    std::string elsewhere;
    for (const auto& k : all_keys()) {
      if (k.section == section)
        names.emplace_back(k.name);
      else if (k.name == name.str())
        elsewhere = full_name(k);
    }
    const auto guess = nearest(name.str(), names);
    return guess.empty() ? elsewhere : guess;
  }

  configuration& into_;
  std::vector<problem>& problems_;
  const std::string& name_;
};

void apply(configuration& into, std::vector<problem>& problems, const key& k,
           const setting& from) {
  auto wrong = store(into, k.kind, parse_text(k.kind, from.value));
  if (wrong)
    problems.push_back({from.origin.empty() ? from.name : from.origin, 0, 0,
                        full_name(k), std::move(*wrong)});
}

/// Whether the variable overrides a source that the file names.
bool apply_to_source(configuration& into, std::vector<problem>& problems,
                     const setting& from) {
  for (auto& [name, source] : into.sources) {
    const auto section = joined(source_section, name);
    for (const auto field : source_keys()) {
      if (variable_name(section, field) != from.name)
        continue;
      if (auto wrong = store_text_in_source(source, field, from.value))
        problems.push_back(
            {from.name, 0, 0, joined(section, field), std::move(*wrong)});
      return true;
    }
  }
  return false;
}

bool begins_with_section(std::string_view variable) {
  return variable.starts_with(variable_name(source_section, "")) ||
         std::ranges::any_of(all_keys(), [&](const key& k) {
           return variable.starts_with(variable_name(k.section, ""));
         });
}

void apply_variable(configuration& into, std::vector<problem>& problems,
                    const setting& from) {
  std::vector<std::string> names;
  for (const auto& k : all_keys()) {
    names.push_back(variable_name(k.section, k.name));
    if (names.back() == from.name)
      return apply(into, problems, k, from);
  }
  if (!begins_with_section(from.name) || apply_to_source(into, problems, from))
    return;
  problems.push_back(
      {from.name, 0, 0, "",
       "no key has this variable" + did_you_mean(nearest(from.name, names))});
}

void apply_flag(configuration& into, std::vector<problem>& problems,
                const setting& from) {
  const auto dot = std::min(from.name.rfind('.'), from.name.size() - 1);
  const auto* known =
      find_key(from.name.substr(0, dot), from.name.substr(dot + 1));
  if (known != nullptr)
    return apply(into, problems, *known, from);
  std::vector<std::string> names;
  for (const auto& k : all_keys())
    names.push_back(full_name(k));
  problems.push_back({from.origin.empty() ? from.name : from.origin, 0, 0,
                      from.name,
                      "unknown key" + did_you_mean(nearest(from.name, names))});
}

} // namespace

std::string to_string(const problem& p) {
  std::string result = p.origin;
  if (p.line > 0)
    result += ":" + std::to_string(p.line) + ":" + std::to_string(p.column);
  if (!p.key.empty())
    result += ": " + p.key;
  return result + ": " + p.text;
}

tl::expected<configuration, std::vector<problem>> load(const inputs& from) {
  configuration result;
  std::vector<problem> problems;
  file_reader(result, problems, from.file_name).read(from.file_text);
  for (const auto& variable : from.environment)
    apply_variable(result, problems, variable);
  for (const auto& flag : from.flags)
    apply_flag(result, problems, flag);
  if (problems.empty())
    problems = find_contradictions(result, from.file_name);
  if (!problems.empty())
    return tl::unexpected(std::move(problems));
  return result;
}

} // namespace orderd::config
