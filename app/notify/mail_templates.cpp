// SPDX-License-Identifier: Apache-2.0
#include "app/notify/mail_templates.hpp"

#include "app/notify/built_in_templates.hpp"
#include "app/notify/small_file.hpp"
#include "app/notify/template_check.hpp"

#include <filesystem>
#include <map>
#include <stdexcept>

namespace orderd::app {
namespace {

constexpr std::string_view extension = ".mustache";

using texts = std::map<std::string, std::string, std::less<>>;

std::string file_name(int type, std::string_view part) {
  return std::string(to_string(static_cast<domain::notification_type>(type)))
      .append(".")
      .append(part)
      .append(extension);
}

/// The text of a file, taken away; or nothing.
std::string take(texts& from, int type, std::string_view part) {
  const auto found = from.find(file_name(type, part));
  if (found == from.end())
    return {};
  return std::move(from.extract(found).mapped());
}

texts read_directory(const std::string& directory) {
  texts files;
  std::error_code failed;
  std::filesystem::directory_iterator entries(directory, failed);
  if (failed)
    throw std::runtime_error("cannot read the templates in " + directory +
                             ": " + failed.message());
  for (const auto& entry : entries)
    if (const auto name = entry.path().filename().string();
        name.ends_with(extension))
      files[name] = read_small_file(entry.path().string());
  return files;
}

void check(const texts& files, const std::string& directory) {
  for (const auto& [name, text] : files) {
    const auto escaping = name.ends_with(".html.mustache")
                              ? template_escaping::html
                              : template_escaping::none;
    if (const auto fault = find_template_fault(text, escaping))
      throw std::runtime_error(
          directory + "/" + name + ":" + std::to_string(fault->line) + ":" +
          std::to_string(fault->column) + ": " + fault->text);
  }
}

} // namespace

mail_templates default_mail_templates() {
  texts files;
  for (const auto& file : built_in_templates())
    files.emplace(file.file, file.text);
  mail_templates result;
  for (int type = 0; type != domain::notification_types; ++type)
    result.by_type.at(static_cast<std::size_t>(type)) = {
        take(files, type, "subject"), take(files, type, "txt"),
        take(files, type, "html")};
  return result;
}

mail_templates load_mail_templates(const std::string& directory) {
  auto files = read_directory(directory);
  check(files, directory);
  auto result = default_mail_templates();
  for (int type = 0; type != domain::notification_types; ++type) {
    auto& one = result.by_type.at(static_cast<std::size_t>(type));
    if (auto subject = take(files, type, "subject"); !subject.empty())
      one.subject = std::move(subject);
    auto text = take(files, type, "txt");
    auto html = take(files, type, "html");
    if (text.empty() && !html.empty())
      throw std::runtime_error(directory + "/" + file_name(type, "html") +
                               ":1:1: a mail with HTML needs a text as well: " +
                               file_name(type, "txt") + " is missing or empty");
    if (text.empty())
      continue;
    one.text = std::move(text);
    one.html = std::move(html);
  }
  if (!files.empty())
    throw std::runtime_error(
        directory + "/" + files.begin()->first +
        ":1:1: no template has this name; expected TYPE.subject.mustache, "
        "TYPE.txt.mustache or TYPE.html.mustache");
  return result;
}

} // namespace orderd::app
