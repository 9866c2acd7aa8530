// SPDX-License-Identifier: Apache-2.0
#include "tests/support/memory_folder.hpp"

#include <algorithm>

namespace orderd::testing {
namespace {

using actors::folder_error;
using actors::folder_result;

tl::unexpected<folder_error> gone(const std::string& what) {
  return tl::unexpected(
      folder_error{folder_error::kind::gone, what + ": no such file"});
}

std::string archived_name(const std::string& name, domain::import_id import) {
  auto base = name;
  if (base.ends_with(".csv"))
    base.resize(base.size() - 4);
  return base + "." + std::to_string(import.value) + ".csv";
}

class memory_reader : public actors::spool_reader {
public:
  memory_reader(memory_folder& folder, std::shared_ptr<std::string> content)
      : folder_(folder), open_(folder.readers), content_(std::move(content)) {
    ++*open_;
  }
  ~memory_reader() override {
    --*open_;
  }
  memory_reader(const memory_reader&) = delete;
  memory_reader& operator=(const memory_reader&) = delete;

  folder_result<std::string> read(std::int64_t offset,
                                  std::size_t limit) override {
    if (auto failed = folder_.attempt("read"); !failed)
      return tl::unexpected(failed.error());
    const auto from = static_cast<std::size_t>(offset);
    if (from >= content_->size())
      return std::string{};
    return content_->substr(from, limit);
  }

  folder_result<std::int64_t> size() override {
    return static_cast<std::int64_t>(content_->size());
  }

private:
  memory_folder& folder_;
  std::shared_ptr<int> open_;
  std::shared_ptr<std::string> content_;
};

class memory_rejects : public actors::rejects_file {
public:
  memory_rejects(memory_folder& folder, domain::import_id import)
      : folder_(folder), import_(import) {}

  folder_result<void> append(std::string_view bytes) override {
    if (auto failed = folder_.attempt("append"); !failed)
      return failed;
    content_ += bytes;
    return {};
  }

  folder_result<void> commit() override {
    if (auto failed = folder_.attempt("commit"); !failed)
      return failed;
    folder_.rejects[import_] = content_;
    return {};
  }

private:
  memory_folder& folder_;
  domain::import_id import_;
  std::string content_;
};

} // namespace

actors::incoming_file memory_folder::drop(const std::string& name,
                                          const std::string& content,
                                          domain::import_kind kind,
                                          const std::string& source) {
  const actors::incoming_file file{kind, source, name};
  incoming[file] = {content,
                    {static_cast<std::int64_t>(content.size()), clock_->now()}};
  return file;
}

void memory_folder::fail(const std::string& operation, int times,
                         folder_error::kind how) {
  failures_[operation] = {times, how};
}

folder_result<void> memory_folder::attempt(const std::string& operation) {
  auto& [times, how] = failures_[operation];
  if (times == 0)
    return {};
  times -= 1;
  return tl::unexpected(
      folder_error{how, "cannot " + operation + ": no space left"});
}

folder_result<actors::folder_scan> memory_folder::scan() {
  if (auto failed = attempt("scan"); !failed)
    return tl::unexpected(failed.error());
  actors::folder_scan found;
  for (const auto& [file, present] : incoming)
    found.files.push_back({file, present.stamp});
  std::ranges::stable_sort(found.files, std::greater{}, [](const auto& one) {
    return one.file.kind == domain::import_kind::products;
  });
  found.left = left;
  return found;
}

folder_result<actors::file_stamp>
memory_folder::stamp(const actors::incoming_file& file) {
  const auto found = incoming.find(file);
  if (found == incoming.end())
    return gone(file.name);
  return found->second.stamp;
}

folder_result<void> memory_folder::claim(const actors::incoming_file& file,
                                         domain::import_id import) {
  if (before_claim)
    before_claim(file);
  if (auto failed = attempt("claim"); !failed)
    return failed;
  const auto found = incoming.find(file);
  if (found == incoming.end())
    return gone(file.name);
  spool[import] = {
      file, std::make_shared<std::string>(std::move(found->second.content))};
  incoming.erase(found);
  return {};
}

folder_result<void>
memory_folder::spool_descriptor(int descriptor, const actors::incoming_file& as,
                                domain::import_id import) {
  if (auto failed = attempt("spool"); !failed)
    return failed;
  spool[import] = {as,
                   std::make_shared<std::string>(descriptors.at(descriptor))};
  return {};
}

folder_result<std::vector<actors::spooled_file>> memory_folder::spooled() {
  if (auto failed = attempt("spooled"); !failed)
    return tl::unexpected(failed.error());
  std::vector<actors::spooled_file> files;
  for (const auto& [import, file] : spool)
    files.push_back({import, file.file});
  return files;
}

folder_result<std::unique_ptr<actors::spool_reader>>
memory_folder::open(const actors::spooled_file& file) {
  if (auto failed = attempt("open"); !failed)
    return tl::unexpected(failed.error());
  if (const auto found = spool.find(file.import); found != spool.end())
    return std::make_unique<memory_reader>(*this, found->second.content);
  if (const auto found = archived.find(file.import); found != archived.end())
    return std::make_unique<memory_reader>(*this, found->second.content);
  return gone(file.file.name);
}

std::string memory_folder::archive_path(const actors::spooled_file& file,
                                        domain::business_day) const {
  return "archive/" + archived_name(file.file.name, file.import);
}

folder_result<std::unique_ptr<actors::rejects_file>>
memory_folder::create_rejects(const actors::spooled_file& file,
                              domain::business_day) {
  if (auto failed = attempt("create_rejects"); !failed)
    return tl::unexpected(failed.error());
  return std::make_unique<memory_rejects>(*this, file.import);
}

folder_result<std::string>
memory_folder::move_out(const actors::spooled_file& file,
                        std::map<domain::import_id, moved>& to,
                        const std::string& below) {
  if (const auto earlier = to.find(file.import); earlier != to.end())
    return earlier->second.path;
  const auto found = spool.find(file.import);
  if (found == spool.end())
    return gone(file.file.name);
  const auto path =
      below + "/" + archived_name(found->second.file.name, file.import);
  to[file.import] = {path, found->second.content};
  spool.erase(found);
  return path;
}

folder_result<std::string>
memory_folder::archive(const actors::spooled_file& file, domain::business_day) {
  if (auto failed = attempt("archive"); !failed)
    return tl::unexpected(failed.error());
  return move_out(file, archived, "archive");
}

folder_result<std::string>
memory_folder::quarantine(const actors::spooled_file& file) {
  if (auto failed = attempt("quarantine"); !failed)
    return tl::unexpected(failed.error());
  return move_out(file, quarantined, "quarantine");
}

} // namespace orderd::testing
