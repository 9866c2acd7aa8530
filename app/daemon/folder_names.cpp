// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/folder_names.hpp"

#include "domain/limits.hpp"
#include "domain/text.hpp"

#include <climits>

namespace orderd::app {

namespace {

constexpr std::string_view csv_ending = ".csv";
constexpr std::string_view rejects_ending = ".rejects.csv";
constexpr std::string_view upload_endings[] = {".part", ".tmp", ".filepart"};

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// The name with `_` for every byte that is not UTF-8: archived names are
/// recorded as text, and must still be the names of the files.
std::string readable(std::string_view name) {
  std::string text{name};
  while (const auto broken = domain::find_invalid_utf8(text))
    text[*broken] = '_';
  return text;
}

/// The front of an archived name; short enough for the longest ending, so
/// that a file and its rejects keep the same front.
std::string archived_stem(std::string_view raw, domain::import_id import) {
  const auto whole = readable(raw);
  std::string_view name = whole;
  if (name.size() > csv_ending.size() &&
      domain::lower_ascii(name.substr(name.size() - csv_ending.size())) ==
          csv_ending)
    name.remove_suffix(csv_ending.size());
  const auto id = "." + std::to_string(import.value);
  const auto limit = NAME_MAX - id.size() - rejects_ending.size();
  if (name.size() > limit) {
    auto cut = limit;
    while (is_continuation(name[cut]))
      --cut;
    name = name.substr(0, cut);
  }
  return std::string(name) + id;
}

} // namespace

std::string_view folder_of(domain::import_kind kind) {
  switch (kind) {
  case domain::import_kind::products:
    return products_folder;
  case domain::import_kind::refunds:
    return refunds_folder;
  case domain::import_kind::orders:
    break;
  }
  return orders_folder;
}

bool is_upload_name(std::string_view name) {
  if (name.starts_with('.'))
    return true;
  for (const auto ending : upload_endings)
    if (name.ends_with(ending))
      return true;
  return false;
}

bool is_source_folder(std::string_view name) {
  return !name.empty() && name.size() <= domain::limits::source_bytes &&
         name != default_source &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") ==
             std::string_view::npos;
}

bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= NAME_MAX && name != "." &&
         name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

std::string archived_name(std::string_view name, domain::import_id import) {
  return archived_stem(name, import) + std::string(csv_ending);
}

std::string rejects_name(std::string_view archived) {
  archived.remove_suffix(csv_ending.size());
  return std::string(archived) + std::string(rejects_ending);
}

std::string archived_suffix(domain::import_id import) {
  return "." + std::to_string(import.value) + std::string(csv_ending);
}

std::vector<std::string> day_folders(domain::business_day day) {
  const auto text = domain::format_day(day);
  return {text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)};
}

} // namespace orderd::app
