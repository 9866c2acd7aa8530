// SPDX-License-Identifier: Apache-2.0
#include "tests/rules/source_files.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>

using orderd::testing::all_matches;
using orderd::testing::program_sources;

namespace {

/// app -> actors -> storage -> domain, and actors, app -> config -> domain;
/// the client stands on the domain alone.
const std::map<std::string, std::set<std::string>> may_include{
    {"domain", {"domain"}},
    {"storage", {"storage", "domain"}},
    {"config", {"config", "domain"}},
    {"actors", {"actors", "config", "domain"}},
    {"app/notify", {"app/notify", "actors", "config", "domain"}},
    {"app/daemon",
     {"app/daemon", "app/notify", "actors", "storage", "config", "domain"}},
    {"app/ctl", {"app/ctl", "domain"}},
};

/// The files of actors/ that may include storage/: the storage actor with its
/// connection workers, and the one translation of errors. A name without its
/// extension, or the beginning of one that ends in `*`.
const std::vector<std::string> storage_users{"storage", "storage_*", "errors"};

/// Which folders may use a library, by how its headers begin.
const std::map<std::string, std::set<std::string>> library_users{
    {"caf/", {"actors", "app/daemon"}},
    {"libpq", {"storage"}},
    {"pg_config", {"storage"}},
    {"spdlog/", {"app/daemon"}},
    {"fmt/", {"app/daemon"}},
    {"toml++/", {"config"}},
    {"CLI/", {"app/daemon", "app/ctl"}},
    {"systemd/", {"app/daemon"}},
    {"openssl/", {"domain", "app/notify"}},
    {"curl/", {"app/notify"}},
    {"idn2.h", {"app/notify"}},
    {"kainjow/", {"app/notify"}},
    {"date/", {"config", "app/daemon"}},
    {"sys/", {"storage", "app/notify", "app/daemon", "app/ctl"}},
    {"unistd.h", {"storage", "app/daemon", "app/ctl"}},
    {"thread", {"storage", "app/daemon", "app/ctl"}},
    {"fstream", {"storage", "config", "app/notify", "app/daemon", "app/ctl"}},
    {"iostream", {"app/daemon", "app/ctl"}},
    {"random", {"storage", "app/daemon", "app/ctl"}},
};

bool is_storage_user(const std::string& file_name) {
  const auto stem = file_name.substr(0, file_name.find('.'));
  return std::ranges::any_of(storage_users, [&](const std::string& allowed) {
    return allowed.ends_with('*')
               ? stem.starts_with(allowed.substr(0, allowed.size() - 1))
               : stem == allowed;
  });
}

std::string folder_of(const std::string& header) {
  return header.substr(0, header.rfind('/'));
}

} // namespace

BOOST_AUTO_TEST_SUITE(rules_includes)

BOOST_AUTO_TEST_CASE(project_headers_are_included_along_the_arrows_alone) {
  for (const auto& file : program_sources()) {
    const auto allowed = may_include.find(file.folder());
    BOOST_REQUIRE_MESSAGE(allowed != may_include.end(),
                          file.path << " stands in a folder without a rule");
    for (const auto& header :
         all_matches(file.text, R"re((?:^|\n)#include "([^"]+)")re")) {
      const auto target = folder_of(header);
      const bool exception = file.folder() == "actors" && target == "storage" &&
                             is_storage_user(file.name());
      BOOST_CHECK_MESSAGE(exception || allowed->second.contains(target),
                          file.path << " must not include " << header);
    }
  }
}

BOOST_AUTO_TEST_CASE(libraries_stay_in_the_folders_that_they_belong_to) {
  for (const auto& file : program_sources())
    for (const auto& header :
         all_matches(file.text, R"re((?:^|\n)#include <([^>]+)>)re"))
      for (const auto& [library, folders] : library_users)
        BOOST_CHECK_MESSAGE(!header.starts_with(library) ||
                                folders.contains(file.folder()),
                            file.path << " must not include " << header);
}

BOOST_AUTO_TEST_CASE(rules_and_actors_read_no_clock_and_never_sleep) {
  for (const auto& file : program_sources()) {
    if (file.folder() != "domain" && file.folder() != "actors")
      continue;
    for (const auto* word : {"_clock::now", "sleep_for", "sleep_until",
                             "random_device", "getenv", "std::time("})
      BOOST_CHECK_MESSAGE(file.text.find(word) == std::string::npos,
                          file.path << " must not use " << word);
  }
}

BOOST_AUTO_TEST_CASE(every_header_is_included_by_something) {
  const auto everything = orderd::testing::files_below(
      {"domain", "storage", "config", "actors", "app", "tests", "bench"},
      {".cpp", ".hpp"});
  std::set<std::string> included;
  for (const auto& file : everything)
    for (const auto& header :
         all_matches(file.text, R"re((?:^|\n)#include "([^"]+)")re"))
      included.insert(header);
  for (const auto& file : everything)
    BOOST_CHECK_MESSAGE(!file.path.ends_with(".hpp") ||
                            included.contains(file.path),
                        "nothing includes " << file.path);
}

BOOST_AUTO_TEST_SUITE_END()
