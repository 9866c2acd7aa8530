// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/posix_folder.hpp"

#include "tests/app/posix_folder_fixture.hpp"

namespace orderd::app {

BOOST_FIXTURE_TEST_SUITE(posix_folder_archive, posix_folder_fixture)

constexpr const char* archived = "archive/2026/11/24/a.7.csv";
constexpr const char* rejects = "archive/2026/11/24/a.7.rejects.csv";

BOOST_AUTO_TEST_CASE(an_archived_file_lies_under_its_day) {
  const auto file = claimed("a.csv", "1234");
  BOOST_TEST(folder.archive_path(file, day) == archived);
  BOOST_TEST(must(folder.archive(file, day)) == archived);
  BOOST_TEST(dir.content(archived) == "1234");
  BOOST_TEST(!dir.has("spool/7"));
  BOOST_TEST(must(folder.spooled()).empty());
}

BOOST_AUTO_TEST_CASE(archiving_again_gives_the_same_path_on_any_day) {
  const auto file = claimed("a.csv", "1234");
  must(folder.archive(file, day));
  restart();
  const auto later = day + std::chrono::days(40);
  BOOST_TEST(must(folder.archive(file, later)) == archived);
  BOOST_TEST(folder.archive_path(file, later) == archived);
  // A restart knows the name only as it is shown.
  BOOST_TEST(must(folder.archive({import, orders("shown")}, later)) ==
             archived);
  BOOST_TEST(must(must(folder.open(file))->read(0, 9)) == "1234");
}

BOOST_AUTO_TEST_CASE(a_crash_after_the_move_is_made_good) {
  dir.put("spool/7/.claim", "orders default\n");
  dir.put("spool/7/.day", "2026-11-24");
  dir.put(archived, "1234");
  const actors::spooled_file file{import, orders("a.csv")};
  BOOST_TEST(must(folder.archive(file, day)) == archived);
  BOOST_TEST(!dir.has("spool/7"));

  // Or a list of the spool comes first.
  dir.put("spool/7/.claim", "orders default\n");
  BOOST_TEST(must(folder.spooled()).empty());
  BOOST_TEST(!dir.has("spool/7"));
  BOOST_TEST(must(folder.archive(file, day)) == archived);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_nowhere_is_an_error) {
  const actors::spooled_file file{import, orders("a.csv")};
  dir.put("archive/2026/11/24/a.17.csv", "1");
  dir.put("archive/2026/11/24/a.7.rejects.csv", "1");
  dir.put("archive/notes/11/24/a.7.csv", "1");
  const auto lost = failure(folder.archive(file, day));
  BOOST_TEST((lost.what == kind::gone));
  BOOST_TEST(lost.text ==
             "cannot archive the file of import 7: it is neither in the "
             "spool nor where it would be moved to");
  BOOST_TEST((failure(folder.quarantine(file)).what == kind::gone));
  BOOST_TEST((failure(folder.create_rejects(file, day)).what == kind::gone));
}

BOOST_AUTO_TEST_CASE(nothing_is_ever_overwritten) {
  const auto file = claimed("a.csv", "new");
  dir.put(archived, "old");
  const auto taken = failure(folder.archive(file, day));
  BOOST_TEST(taken.text ==
             "cannot move `spool/7/a.csv` to `archive/2026/11/24/a.7.csv`: "
             "File exists");
  BOOST_TEST(dir.content(archived) == "old");
  BOOST_TEST(dir.content("spool/7/a.csv") == "new");
  dir.put("quarantine/a.7.csv", "old");
  BOOST_TEST(!folder.quarantine(file));
  BOOST_TEST(dir.content("quarantine/a.7.csv") == "old");
}

BOOST_AUTO_TEST_CASE(a_quarantined_file_lies_apart) {
  const auto file = claimed("a.csv", "\x7f"
                                     "ELF");
  BOOST_TEST(must(folder.quarantine(file)) == "quarantine/a.7.csv");
  BOOST_TEST(dir.content("quarantine/a.7.csv") == "\x7f"
                                                  "ELF");
  BOOST_TEST(!dir.has("spool/7"));
  restart();
  BOOST_TEST(must(folder.quarantine(file)) == "quarantine/a.7.csv");
  dir.put("spool/7/.claim", "orders default\n");
  BOOST_TEST(must(folder.quarantine(file)) == "quarantine/a.7.csv");
  BOOST_TEST(!dir.has("spool/7"));
}

BOOST_AUTO_TEST_CASE(rejects_appear_whole_beside_the_archived_file) {
  const auto file = claimed("a.csv");
  {
    const auto made = must(folder.create_rejects(file, day));
    must(made->append("_line\n"));
    must(made->append(std::string(200'000, 'x')));
    BOOST_TEST(!dir.has(rejects));
    must(made->commit());
    must(made->commit());
    BOOST_TEST(!made->append("more"));
  }
  BOOST_TEST(dir.content(rejects).size() == 200'006);
  must(folder.archive(file, day));
  BOOST_TEST(dir.names("archive/2026/11/24").size() == 2);
}

BOOST_AUTO_TEST_CASE(rejects_that_were_not_committed_leave_nothing_behind) {
  const auto file = claimed("a.csv");
  must(must(folder.create_rejects(file, day))->append("x"));
  BOOST_TEST(dir.names("archive/2026/11/24").empty());
}

BOOST_AUTO_TEST_CASE(rejects_are_made_again_after_a_crash) {
  const auto file = claimed("a.csv");
  dir.put("archive/2026/11/24/.7.rejects.tmp", "half");
  for (const auto* content : {"first", "second"}) {
    const auto made = must(folder.create_rejects(file, day));
    must(made->append(content));
    must(made->commit());
    BOOST_TEST(dir.content(rejects) == content);
  }
  BOOST_TEST(dir.names("archive/2026/11/24").size() == 1);
}

BOOST_AUTO_TEST_CASE(a_restart_after_midnight_does_not_part_the_two) {
  const auto next = day + std::chrono::days(1);
  const auto file = claimed("a.csv");
  must(must(folder.create_rejects(file, day))->commit());
  restart();
  BOOST_TEST(folder.archive_path(file, next) == archived);
  must(must(folder.create_rejects(file, next))->commit());
  BOOST_TEST(must(folder.archive(file, next)) == archived);
  // In the other order as well.
  restart();
  std::filesystem::remove(dir.path() / rejects);
  must(must(folder.create_rejects(file, next))->commit());
  BOOST_TEST(dir.has(rejects));
}

BOOST_AUTO_TEST_CASE(a_damaged_day_counts_as_none) {
  const auto file = claimed("a.csv");
  dir.put("spool/7/.day", "20");
  BOOST_TEST(folder.archive_path(file, day) == archived);
  must(must(folder.create_rejects(file, day))->commit());
  BOOST_TEST(dir.content("spool/7/.day") == "2026-11-24");
}

BOOST_AUTO_TEST_CASE(the_longest_name_has_room_for_both) {
  const auto file = claimed(std::string(251, 'n') + ".csv");
  must(must(folder.create_rejects(file, day))->commit());
  const auto path = must(folder.archive(file, day));
  for (const auto& name : dir.names("archive/2026/11/24"))
    BOOST_TEST(name.size() <= 255);
  BOOST_TEST(path.ends_with("n.7.csv"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace orderd::app
