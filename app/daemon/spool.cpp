// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/spool.hpp"

#include "app/daemon/folder_names.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace orderd::app {

namespace {

constexpr std::string_view claim_note = ".claim";
// Behind the source, whose name has no blank.
constexpr std::string_view silent_mark = " silent";
constexpr std::string_view day_note = ".day";
constexpr std::string_view spool_notes[] = {claim_note, ".claim.tmp", day_note,
                                            ".day.tmp", spool_copy_name};
constexpr domain::import_kind kinds[] = {domain::import_kind::orders,
                                         domain::import_kind::products,
                                         domain::import_kind::refunds};

std::string spool_name(domain::import_id import) {
  return std::to_string(import.value);
}

/// The number of a directory that `spool_name` made; 0 for any other name.
std::int64_t parse_spool_name(const std::string& name) {
  std::int64_t value = 0;
  const auto end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, value);
  const bool whole = error == std::errc() && stop == end;
  return whole && value > 0 && std::to_string(value) == name ? value : 0;
}

} // namespace

bool is_spool_note(std::string_view name) {
  return std::ranges::find(spool_notes, name) != std::end(spool_notes);
}

std::optional<folder> find_spool(const folder& root, domain::import_id import) {
  return find_folder(make_folder(root, spool_folder), spool_name(import));
}

folder make_spool(const folder& root, domain::import_id import) {
  return make_folder(make_folder(root, spool_folder), spool_name(import));
}

std::vector<domain::import_id> spooled_imports(const folder& root) {
  const auto spool = make_folder(root, spool_folder);
  std::vector<domain::import_id> imports;
  for (const auto& name : list_folder(spool)) {
    const auto entry = find_entry(spool, name);
    const domain::import_id import{parse_spool_name(name)};
    if (import && entry && S_ISDIR(entry->st_mode))
      imports.push_back(import);
  }
  std::sort(imports.begin(), imports.end());
  return imports;
}

std::optional<std::string> spooled_name(const folder& dir) {
  for (auto& name : list_folder(dir))
    if (!is_spool_note(name))
      return std::move(name);
  return std::nullopt;
}

void write_claim(const folder& dir, const actors::incoming_file& file) {
  write_small_file(dir, claim_note,
                   std::string(folder_of(file.kind)) + " " + file.source +
                       (file.notify ? "" : std::string(silent_mark)) + "\n");
}

actors::incoming_file read_claim(const folder& dir, const std::string& name) {
  const auto note = read_small_file(dir, claim_note);
  const auto attempt = "tell kind and source of " + shown_path(dir.at(name)) +
                       " from its note " + shown_path(dir.at(claim_note));
  if (!note)
    throw file_error(attempt, EINVAL, "the note is missing");
  for (const auto kind : kinds) {
    const auto start = std::string(folder_of(kind)) + " ";
    if (!note->starts_with(start) || !note->ends_with('\n'))
      continue;
    auto source = note->substr(start.size(), note->size() - start.size() - 1);
    const bool silent = source.ends_with(silent_mark);
    if (silent)
      source.resize(source.size() - silent_mark.size());
    if (source == default_source || is_source_folder(source))
      return {kind, source, name, !silent};
  }
  throw file_error(attempt, EINVAL, "the note is damaged");
}

domain::business_day fixed_day(const folder& dir,
                               domain::business_day otherwise) {
  const auto note = read_small_file(dir, day_note);
  return note ? domain::parse_day(*note).value_or(otherwise) : otherwise;
}

domain::business_day fix_day(const folder& dir, domain::business_day day) {
  if (const auto note = read_small_file(dir, day_note))
    if (const auto noted = domain::parse_day(*note))
      return *noted;
  write_small_file(dir, day_note, domain::format_day(day));
  return day;
}

void drop_unfinished(const folder& dir) {
  if (!remove_file(dir, spool_copy_name))
    throw file_error("remove " + shown_path(dir.at(spool_copy_name)));
}

void drop_spool(const folder& root, domain::import_id import) {
  const auto spool = make_folder(root, spool_folder);
  const auto name = spool_name(import);
  const auto dir = find_folder(spool, name);
  if (!dir)
    return;
  const auto attempt = "remove the directory " + shown_path(dir->path);
  // Looked for before the notes go: the file would be worthless without them.
  if (spooled_name(*dir))
    throw file_error(attempt, ENOTEMPTY);
  for (const auto note : spool_notes)
    if (!remove_file(*dir, note))
      throw file_error("remove " + shown_path(dir->at(note)));
  if (::unlinkat(spool.fd.get(), name.c_str(), AT_REMOVEDIR) != 0 &&
      errno != ENOENT)
    throw file_error(attempt);
  sync_folder(spool);
}

} // namespace orderd::app
