// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/posix_folder.hpp"

#include "tests/app/posix_folder_fixture.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace orderd::app {

BOOST_FIXTURE_TEST_SUITE(posix_folder_claim, posix_folder_fixture)

/// A descriptor of a file that a user opened.
unique_fd opened(const std::filesystem::path& path, int flags = O_RDONLY) {
  return unique_fd(::open(path.c_str(), flags | O_CLOEXEC));
}

BOOST_AUTO_TEST_CASE(a_claimed_file_lies_in_the_spool_alone) {
  dir.put("incoming/orders/shop/a.csv", "1234");
  must(folder.claim(orders("a.csv", "shop"), import));
  BOOST_TEST(!dir.has("incoming/orders/shop/a.csv"));
  BOOST_TEST(dir.content("spool/7/a.csv") == "1234");
  restart();
  const auto spooled = must(folder.spooled());
  BOOST_REQUIRE_EQUAL(spooled.size(), 1);
  BOOST_TEST((spooled[0].import == import));
  BOOST_TEST((spooled[0].file == orders("a.csv", "shop")));
}

BOOST_AUTO_TEST_CASE(the_spool_is_listed_by_import_and_keeps_the_kind) {
  dir.put("incoming/orders/a.csv", "1");
  dir.put("incoming/products/b.csv", "1");
  dir.put("incoming/refunds/c.csv", "1");
  must(folder.claim(orders("a.csv"), {10}));
  must(folder.claim(products("b.csv"), {9}));
  must(folder.claim(refunds("c.csv"), {11}));
  BOOST_TEST(!dir.has("incoming/refunds/c.csv"));
  restart();
  const auto spooled = must(folder.spooled());
  BOOST_REQUIRE_EQUAL(spooled.size(), 3);
  BOOST_TEST((spooled[0].file == products("b.csv")));
  BOOST_TEST((spooled[1].file == orders("a.csv")));
  BOOST_TEST((spooled[2].file == refunds("c.csv")));
}

BOOST_AUTO_TEST_CASE(a_silent_file_is_silent_after_a_restart) {
  dir.put("one.csv", "1");
  auto silent = orders("a.csv", "shop");
  silent.notify = false;
  const auto file = opened(dir.path() / "one.csv");
  must(folder.spool_descriptor(file.get(), silent, {7}));
  must(folder.spool_descriptor(file.get(), orders("b.csv", "silent"), {8}));
  restart();
  const auto spooled = must(folder.spooled());
  BOOST_REQUIRE_EQUAL(spooled.size(), 2);
  BOOST_TEST((spooled[0].file == silent));
  BOOST_TEST((spooled[1].file == orders("b.csv", "silent")));
}

BOOST_AUTO_TEST_CASE(any_name_that_a_file_can_have_is_kept) {
  for (const auto& name : {std::string(255, 'x'), std::string("a\n'\"\\ .csv"),
                           std::string("\xff\xfe\x80"), std::string("-rf *"),
                           std::string("a.csv.") + std::string(249, '\x80')}) {
    const auto file = claimed(name, "content");
    BOOST_TEST((must(folder.spooled()).at(0).file == file.file));
    const auto path = must(folder.archive(file, day));
    BOOST_TEST(dir.content(path) == "content");
    std::filesystem::remove(dir.path() / path);
  }
}

BOOST_AUTO_TEST_CASE(claiming_again_changes_nothing) {
  const auto file = claimed("a.csv", "first");
  must(folder.claim(file.file, import));
  // A new file of that name is another import's.
  dir.put("incoming/orders/a.csv", "second");
  must(folder.claim(file.file, import));
  BOOST_TEST(dir.content("spool/7/a.csv") == "first");
  BOOST_TEST(dir.content("incoming/orders/a.csv") == "second");
  dir.put("incoming/orders/b.csv", "1");
  BOOST_TEST(
      (failure(folder.claim(orders("b.csv"), import)).what == kind::other));
  BOOST_TEST(dir.has("incoming/orders/b.csv"));
}

BOOST_AUTO_TEST_CASE(a_file_that_vanished_leaves_no_trace) {
  BOOST_TEST(
      (failure(folder.claim(orders("a.csv"), import)).what == kind::gone));
  BOOST_TEST(dir.names("spool").empty());
}

BOOST_AUTO_TEST_CASE(a_crash_before_the_move_leaves_the_file_incoming) {
  dir.put("incoming/orders/a.csv", "1");
  std::filesystem::create_directory(dir.path() / "spool/7");
  BOOST_TEST(must(folder.spooled()).empty());
  BOOST_TEST(!dir.has("spool/7"));

  dir.put("spool/8/.claim.tmp", "ord");
  BOOST_TEST(must(folder.spooled()).empty());

  dir.put("spool/9/.claim", "orders default\n");
  BOOST_TEST(must(folder.spooled()).empty());
  BOOST_TEST(dir.names("spool").empty());
  BOOST_TEST(must(folder.scan()).files.size() == 1);
  // Or the same claim goes on.
  dir.put("spool/7/.claim.tmp", "ord");
  must(folder.claim(orders("a.csv"), import));
  BOOST_TEST(dir.has("spool/7/a.csv"));
}

BOOST_AUTO_TEST_CASE(a_crash_after_the_move_leaves_the_file_spooled) {
  dir.put("spool/7/.claim", "orders shop\n");
  dir.put("spool/7/a.csv", "1");
  BOOST_TEST((must(folder.spooled()).at(0).file == orders("a.csv", "shop")));
  must(folder.claim(orders("a.csv", "shop"), import));
}

BOOST_AUTO_TEST_CASE(a_spooled_file_without_its_note_is_an_error) {
  dir.put("spool/7/a.csv", "1");
  BOOST_TEST(failure(folder.spooled()).text ==
             "cannot tell kind and source of `spool/7/a.csv` from its note "
             "`spool/7/.claim`: the note is missing");
  dir.put("spool/7/.claim", "orders ../x\n");
  BOOST_TEST(failure(folder.spooled()).text.ends_with("the note is damaged"));
  BOOST_TEST(dir.has("spool/7/a.csv"));
}

BOOST_AUTO_TEST_CASE(other_things_in_the_spool_are_not_touched) {
  dir.put("spool/lost+found/x", "1");
  dir.put("spool/007/x", "1");
  dir.put("spool/8", "1");
  std::filesystem::create_directory_symlink(dir.path(), dir.path() / "spool/9");
  BOOST_TEST(must(folder.spooled()).empty());
  BOOST_TEST(dir.names("spool").size() == 4);
}

BOOST_AUTO_TEST_CASE(a_reader_reads_any_part) {
  const auto file = claimed("a.csv", "0123456789");
  const auto reader = must(folder.open(file));
  BOOST_TEST(must(reader->size()) == 10);
  BOOST_TEST(must(reader->read(0, 4)) == "0123");
  BOOST_TEST(must(reader->read(8, 4)) == "89");
  BOOST_TEST(must(reader->read(10, 4)).empty());
  BOOST_TEST(must(reader->read(99, 4)).empty());
  BOOST_TEST(
      (failure(folder.open({{99}, orders("a.csv")})).what == kind::gone));
}

BOOST_AUTO_TEST_CASE(a_file_exchanged_for_a_link_in_the_spool_is_not_read) {
  const auto file = claimed("a.csv");
  dir.put("outside.csv", "secret");
  std::filesystem::remove(dir.path() / "spool/7/a.csv");
  std::filesystem::create_symlink(dir.path() / "outside.csv",
                                  dir.path() / "spool/7/a.csv");
  BOOST_TEST((failure(folder.open(file)).what == kind::not_usable));
}

BOOST_AUTO_TEST_CASE(a_descriptor_is_copied_whole_and_left_as_it_was) {
  const auto content = std::string(300'000, 'x') + "end";
  dir.put("users.csv", content);
  const auto fd = opened(dir.path() / "users.csv");
  BOOST_REQUIRE_EQUAL(::lseek(fd.get(), 5, SEEK_SET), 5);
  must(folder.spool_descriptor(fd.get(), orders("users.csv", "shop"), import));
  BOOST_TEST(::lseek(fd.get(), 0, SEEK_CUR) == 5);
  BOOST_TEST(dir.content("users.csv") == content);
  BOOST_TEST(dir.content("spool/7/users.csv") == content);
  BOOST_TEST(dir.names("spool/7").size() == 2);
  BOOST_TEST(
      (must(folder.spooled()).at(0).file == orders("users.csv", "shop")));
  must(folder.spool_descriptor(fd.get(), orders("users.csv", "shop"), import));
}

BOOST_AUTO_TEST_CASE(only_a_readable_regular_file_is_copied) {
  int ends[2];
  BOOST_REQUIRE_EQUAL(::pipe2(ends, O_CLOEXEC), 0);
  const unique_fd read_end(ends[0]);
  const unique_fd write_end(ends[1]);
  dir.put("users.csv", "1");
  const auto folder_fd = opened(dir.path());
  const auto device = opened("/dev/null");
  const auto write_only = opened(dir.path() / "users.csv", O_WRONLY);
  for (const int fd : {read_end.get(), folder_fd.get(), device.get()})
    BOOST_TEST(
        (failure(folder.spool_descriptor(fd, orders("a.csv"), import)).what ==
         kind::not_usable));
  BOOST_TEST(
      !folder.spool_descriptor(write_only.get(), orders("a.csv"), import));
  BOOST_TEST(!folder.spool_descriptor(-1, orders("a.csv"), import));
  BOOST_TEST(dir.names("spool").empty());
}

BOOST_AUTO_TEST_CASE(a_descriptor_needs_a_name_that_can_stand_in_the_spool) {
  dir.put("users.csv", "1");
  const auto fd = opened(dir.path() / "users.csv");
  for (const auto* name : {"", ".", "..", "../a.csv", ".claim", ".part"})
    BOOST_TEST((
        failure(folder.spool_descriptor(fd.get(), orders(name), import)).what ==
        kind::not_usable));
  BOOST_TEST(
      !folder.spool_descriptor(fd.get(), orders("a.csv", "No Source"), import));
  // What the user named is taken, whatever a folder's scan would say.
  must(folder.spool_descriptor(fd.get(), orders(".hidden.part"), import));
  BOOST_TEST((must(folder.spooled()).at(0).file == orders(".hidden.part")));
}

BOOST_AUTO_TEST_CASE(an_unfinished_copy_is_removed) {
  dir.put("spool/7/.claim", "orders default\n");
  dir.put("spool/7/.part", "half a co");
  BOOST_TEST(must(folder.spooled()).empty());
  BOOST_TEST(!dir.has("spool/7"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace orderd::app
