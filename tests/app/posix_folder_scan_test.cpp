// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/posix_folder.hpp"

#include "tests/app/posix_folder_fixture.hpp"

#include <sys/fsuid.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <map>

namespace orderd::app {

BOOST_FIXTURE_TEST_SUITE(posix_folder_scan, posix_folder_fixture)

BOOST_AUTO_TEST_CASE(missing_folders_are_made_for_owner_and_group) {
  for (const auto* name :
       {"incoming", "incoming/orders", "incoming/products", "incoming/refunds",
        "spool", "archive", "quarantine"}) {
    struct stat found {};
    BOOST_REQUIRE_EQUAL(::stat((dir.path() / name).c_str(), &found), 0);
    BOOST_TEST(S_ISDIR(found.st_mode));
    BOOST_TEST((found.st_mode & 0027) == 0, name);
  }
  restart();
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_a_link_is_refused) {
  const temporary_directory other;
  std::filesystem::remove(dir.path() / "spool");
  std::filesystem::create_symlink(other.path(), dir.path() / "spool");
  BOOST_CHECK_EXCEPTION(
      posix_folder{dir.path()}, file_error, [](const file_error& failure) {
        return std::string_view(failure.what())
            .starts_with("cannot open the directory `spool`: ");
      });
}

BOOST_AUTO_TEST_CASE(folders_on_two_file_systems_are_refused) {
  const auto target = dir.path() / "archive";
  if (::mount("tmpfs", target.c_str(), "tmpfs", 0, "size=64k") != 0) {
    BOOST_TEST_MESSAGE("skipped: mounting a file system is not permitted");
    return;
  }
  BOOST_CHECK_EXCEPTION(
      posix_folder{dir.path()}, file_error, [](const file_error& failure) {
        return failure.error() == EXDEV &&
               std::string_view(failure.what())
                       .find("`archive`: it is on another file system than "
                             "`spool`") != std::string_view::npos;
      });
  BOOST_TEST(::umount(target.c_str()) == 0);
}

BOOST_AUTO_TEST_CASE(files_come_by_kind_source_and_name) {
  dir.put("incoming/orders/b.csv", "12345");
  dir.put("incoming/orders/a.csv", "");
  dir.put("incoming/orders/shop/c.csv", "1");
  dir.put("incoming/orders/another/z.csv", "1");
  dir.put("incoming/products/p.csv", "12");
  dir.put("incoming/refunds/r.csv", "1");
  dir.put("incoming/refunds/d.csv", "1");
  const auto scan = must(folder.scan());
  std::vector<actors::incoming_file> files;
  for (const auto& entry : scan.files)
    files.push_back(entry.file);
  const std::vector<actors::incoming_file> expected{
      products("p.csv"), orders("z.csv", "another"), orders("a.csv"),
      orders("b.csv"),   orders("c.csv", "shop"),    refunds("d.csv"),
      refunds("r.csv")};
  BOOST_TEST((files == expected));
  BOOST_TEST(scan.left.empty());
  BOOST_TEST(scan.files[3].stamp.size == 5);
}

BOOST_AUTO_TEST_CASE(a_stamp_tells_a_change) {
  dir.put("incoming/orders/a.csv", "1");
  const auto before = must(folder.stamp(orders("a.csv")));
  BOOST_TEST((before == must(folder.stamp(orders("a.csv")))));
  BOOST_TEST((before == must(folder.scan()).files.at(0).stamp));
  dir.put("incoming/orders/a.csv", "12");
  BOOST_TEST((before != must(folder.stamp(orders("a.csv")))));
}

BOOST_AUTO_TEST_CASE(uploads_are_left_alone_without_a_word) {
  for (const auto* name : {".a.csv", "a.csv.part", "a.tmp", "a.filepart"}) {
    dir.put(std::filesystem::path("incoming/orders") / name, "1");
    dir.put(std::filesystem::path("incoming/products") / name, "1");
    dir.put(std::filesystem::path("incoming/refunds") / name, "1");
    BOOST_TEST((failure(folder.stamp(orders(name))).what == kind::not_usable));
  }
  dir.put("incoming/orders/.sync/a.csv", "1");
  const auto scan = must(folder.scan());
  BOOST_TEST(scan.files.empty());
  BOOST_TEST(scan.left.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_regular_file_is_reported_and_never_followed) {
  dir.put("outside.csv", "secret");
  const auto incoming = dir.path() / "incoming/orders";
  std::filesystem::create_symlink(dir.path() / "outside.csv",
                                  incoming / "link.csv");
  std::filesystem::create_directory_symlink(dir.path(), incoming / "linked");
  std::filesystem::create_symlink("nowhere", incoming / "dangling.csv");
  BOOST_REQUIRE_EQUAL(::mkfifo((incoming / "fifo.csv").c_str(), 0600), 0);
  std::filesystem::create_directories(incoming / "shop/deeper");
  dir.put("incoming/orders/Bad Name/a.csv", "1");
  dir.put("incoming/orders/default/a.csv", "1");
  dir.put("incoming/misplaced.csv", "1");
  std::filesystem::create_directory(dir.path() / "incoming/products/folder");
  dir.put("incoming/refunds/shop/a.csv", "1");
  const auto scan = must(folder.scan());
  BOOST_TEST(scan.files.empty());
  std::map<std::string, std::string> left;
  for (const auto& one : scan.left)
    left[one.path] = one.why;
  const std::map<std::string, std::string> expected{
      {"incoming/orders/link.csv",
       "it is a symbolic link, and links are never followed"},
      {"incoming/orders/linked",
       "it is a symbolic link, and links are never followed"},
      {"incoming/orders/dangling.csv",
       "it is a symbolic link, and links are never followed"},
      {"incoming/orders/fifo.csv", "it is a FIFO"},
      {"incoming/orders/shop/deeper",
       "it is a directory, and only files are taken here"},
      {"incoming/products/folder",
       "it is a directory, and only files are taken here"},
      {"incoming/orders/Bad Name",
       "a folder of a source is named with 1 to 64 of the characters a-z 0-9 _ "
       "-"},
      {"incoming/orders/default",
       "files of the source default lie in incoming/orders itself"},
      {"incoming/refunds/shop",
       "it is a directory, and only files are taken here"},
      {"incoming/misplaced.csv",
       "files are taken from incoming/orders, incoming/products and "
       "incoming/refunds"}};
  BOOST_TEST((left == expected));
}

BOOST_AUTO_TEST_CASE(what_is_no_regular_file_has_no_stamp_and_is_not_claimed) {
  dir.put("outside.csv", "secret");
  const auto incoming = dir.path() / "incoming/orders";
  std::filesystem::create_symlink(dir.path() / "outside.csv",
                                  incoming / "link.csv");
  BOOST_REQUIRE_EQUAL(::mkfifo((incoming / "fifo.csv").c_str(), 0600), 0);
  std::filesystem::create_directory(incoming / "folder.csv");
  for (const auto* name : {"link.csv", "fifo.csv", "folder.csv"}) {
    BOOST_TEST((failure(folder.stamp(orders(name))).what == kind::not_usable));
    BOOST_TEST(
        (failure(folder.claim(orders(name), import)).what == kind::not_usable));
    BOOST_TEST(dir.has(std::filesystem::path("incoming/orders") / name));
  }
  BOOST_TEST(dir.names("spool").empty());
}

BOOST_AUTO_TEST_CASE(names_that_lead_elsewhere_are_refused) {
  dir.put("outside.csv", "secret");
  for (const auto& file :
       {orders("../outside.csv"), orders("a.csv", "../.."),
        orders("a.csv", "/tmp"), orders(""), orders("../../outside.csv", "x"),
        products("../../outside.csv"), refunds("../../outside.csv")})
    BOOST_TEST((failure(folder.claim(file, import)).what != kind::other));
  BOOST_TEST(dir.has("outside.csv"));
}

BOOST_AUTO_TEST_CASE(a_file_that_vanished_is_gone) {
  BOOST_TEST((failure(folder.stamp(orders("a.csv"))).what == kind::gone));
  BOOST_TEST(
      (failure(folder.stamp(orders("a.csv", "no_source"))).what == kind::gone));
}

BOOST_AUTO_TEST_CASE(an_unreadable_file_is_reported) {
  dir.put("incoming/orders/a.csv", "1");
  const auto path = dir.path() / "incoming/orders/a.csv";
  BOOST_REQUIRE_EQUAL(::chmod(path.c_str(), 0), 0);
  // Root reads everything until its file system user is another; of this
  // thread alone, and not of the folders on the way.
  const bool root = ::geteuid() == 0;
  constexpr uid_t nobody = 65534;
  if (root) {
    for (const auto* name : {"", "incoming", "incoming/orders",
                             "incoming/products", "incoming/refunds", "spool"})
      BOOST_REQUIRE_EQUAL(
          ::chown((dir.path() / name).c_str(), nobody, gid_t(-1)), 0);
    ::setfsuid(nobody);
  }
  const auto scan = folder.scan();
  const auto stamp = folder.stamp(orders("a.csv"));
  if (root)
    ::setfsuid(0);
  BOOST_REQUIRE(scan);
  BOOST_TEST(scan->files.empty());
  BOOST_REQUIRE_EQUAL(scan->left.size(), 1);
  BOOST_TEST(scan->left[0].why ==
             "cannot open `incoming/orders/a.csv`: Permission denied");
  BOOST_TEST((failure(stamp).what == kind::not_usable));
}

BOOST_AUTO_TEST_CASE(paths_are_reported_harmless) {
  std::filesystem::create_symlink("x",
                                  dir.path() / "incoming/orders/a\n\x1b\xff");
  const auto scan = must(folder.scan());
  BOOST_REQUIRE_EQUAL(scan.left.size(), 1);
  BOOST_TEST(scan.left[0].path == "incoming/orders/a\\n\\x1B\\xFF");
}

BOOST_AUTO_TEST_CASE(a_folder_that_was_removed_is_made_again) {
  std::filesystem::remove_all(dir.path() / "incoming");
  BOOST_TEST(must(folder.scan()).files.empty());
  BOOST_TEST(dir.has("incoming/orders"));
  BOOST_TEST(dir.has("incoming/refunds"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace orderd::app
