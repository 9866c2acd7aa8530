// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/posix_folder.hpp"

#include "tests/app/posix_folder_fixture.hpp"

#include <fcntl.h>
#include <sys/mount.h>

namespace orderd::app {

/// A state directory on a disk of 256 KiB and 24 files.
struct small_disk {
  small_disk()
      : mounted(::mount("tmpfs", at.path().c_str(), "tmpfs", 0,
                        "size=256k,nr_inodes=24") == 0) {
    if (!mounted)
      BOOST_TEST_MESSAGE("skipped: mounting a file system is not permitted");
  }
  ~small_disk() {
    // Detached, so that descriptors that are still open do not keep it.
    if (mounted)
      ::umount2(at.path().c_str(), MNT_DETACH);
  }

  /// Uses up all files that the disk can hold.
  void use_up_inodes() const {
    for (int number = 0; number < 24; ++number)
      at.put("full/" + std::to_string(number), "");
  }

  temporary_directory at;
  bool mounted;
};

BOOST_FIXTURE_TEST_SUITE(posix_folder_space, small_disk)

using fixture = posix_folder_fixture;
using kind = actors::folder_error::kind;

BOOST_AUTO_TEST_CASE(a_copy_that_does_not_fit_leaves_nothing_behind) {
  if (!mounted)
    return;
  posix_folder folder(at.path());
  const temporary_directory user;
  user.put("big.csv", std::string(400'000, 'x'));
  user.put("small.csv", std::string(100'000, 'x'));
  const auto open = [&](const char* name) {
    return unique_fd(::open((user.path() / name).c_str(), O_RDONLY));
  };
  const auto big = open("big.csv");
  const auto failed = fixture::failure(
      folder.spool_descriptor(big.get(), fixture::orders("big.csv"), {7}));
  BOOST_TEST((failed.what == kind::no_space));
  BOOST_TEST(failed.text ==
             "cannot write `spool/7/.part`: No space left on device");
  BOOST_TEST(at.names("spool").empty());
  const auto small = open("small.csv");
  fixture::must(
      folder.spool_descriptor(small.get(), fixture::orders("small.csv"), {7}));
}

BOOST_AUTO_TEST_CASE(rejects_that_do_not_fit_leave_nothing_behind) {
  if (!mounted)
    return;
  posix_folder folder(at.path());
  const auto day = *domain::parse_day("2026-11-24");
  at.put("incoming/orders/a.csv", "1");
  fixture::must(folder.claim(fixture::orders("a.csv"), {7}));
  const actors::spooled_file file{{7}, fixture::orders("a.csv")};
  {
    const auto made = fixture::must(folder.create_rejects(file, day));
    const auto failed =
        fixture::failure(made->append(std::string(400'000, 'x')));
    BOOST_TEST((failed.what == kind::no_space));
    BOOST_TEST(!made->commit());
  }
  BOOST_TEST(at.names("archive/2026/11/24").empty());
  const auto made = fixture::must(folder.create_rejects(file, day));
  fixture::must(made->append("fits"));
  fixture::must(made->commit());
}

BOOST_AUTO_TEST_CASE(a_full_disk_keeps_files_where_they_are) {
  if (!mounted)
    return;
  posix_folder folder(at.path());
  const auto day = *domain::parse_day("2026-11-24");
  at.put("incoming/orders/a.csv", "1");
  at.put("incoming/orders/b.csv", "2");
  fixture::must(folder.claim(fixture::orders("a.csv"), {7}));
  const actors::spooled_file file{{7}, fixture::orders("a.csv")};
  use_up_inodes();
  BOOST_TEST(
      (fixture::failure(folder.claim(fixture::orders("b.csv"), {8})).what ==
       kind::no_space));
  BOOST_TEST(
      (fixture::failure(folder.archive(file, day)).what == kind::no_space));
  BOOST_TEST(at.content("incoming/orders/b.csv") == "2");
  BOOST_TEST(at.content("spool/7/a.csv") == "1");
  BOOST_TEST(fixture::must(folder.spooled()).size() == 1);
  std::filesystem::remove_all(at.path() / "full");
  BOOST_TEST(fixture::must(folder.archive(file, day)) ==
             "archive/2026/11/24/a.7.csv");
  fixture::must(folder.claim(fixture::orders("b.csv"), {8}));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace orderd::app
