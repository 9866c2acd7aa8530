// SPDX-License-Identifier: Apache-2.0
#include "tests/support/daemon_fixture.hpp"
#include "tests/support/order_files.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sys/mount.h>
#include <unistd.h>

using namespace orderd::testing;
namespace fs = std::filesystem;

namespace {

/// A state directory on a disk of 2 MiB, if mounting is permitted.
class small_disk {
public:
  small_disk() {
    fs::create_directory(path());
    mounted_ =
        ::mount("tmpfs", path().c_str(), "tmpfs", 0, "size=2m,mode=755") == 0;
    if (!mounted_)
      BOOST_TEST_MESSAGE("skipped: mounting a file system is not permitted");
    else if (const auto account = server_account())
      BOOST_REQUIRE(::chown(path().c_str(), account->uid, account->gid) == 0);
  }
  ~small_disk() {
    if (mounted_)
      ::umount2(path().c_str(), MNT_DETACH);
  }
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;

  [[nodiscard]] fs::path path() const {
    return directory_.path() / "disk";
  }
  [[nodiscard]] bool mounted() const {
    return mounted_;
  }

  /// Takes all but so many bytes.
  void fill_but(std::uintmax_t rest) const {
    write_text(filler(), std::string(fs::space(path()).available - rest, 'x'));
  }
  void free() const {
    fs::remove(filler());
  }

private:
  [[nodiscard]] fs::path filler() const {
    return path() / "filler";
  }

  temporary_directory directory_;
  bool mounted_ = false;
};

std::string many_rejects(int count) {
  std::string content = "customer_name,customer_email,products\n";
  for (int i = 0; i < count; ++i)
    content += "N" + std::to_string(i) + ",no-at,[]\n";
  return content;
}

} // namespace

BOOST_AUTO_TEST_SUITE(trouble)

BOOST_AUTO_TEST_CASE(a_full_disk_while_archiving_is_waited_out) {
  const small_disk disk;
  if (!disk.mounted())
    return;
  const test_database database;
  daemon_fixture daemon{{"database.url=" + database.url()}, disk.path()};
  daemon.start();
  daemon.import_products("products.csv", products_sample);
  const auto content =
      many_rejects(5'000) + order_file(1).substr(order_file(0).size());
  disk.fill_but(content.size() + 64 * 1024);
  daemon.drop("orders", "rejects.csv", content);
  wait_until("the file of rejects does not fit",
             [&] { return !daemon.events("import.not_archived").empty(); });
  BOOST_TEST(daemon.state() == "degraded");
  const auto stuck = daemon.find_import("rejects.csv");
  BOOST_TEST(stuck["state"] == "running");
  BOOST_TEST(stuck["rejected"] == 5'000);
  // Through a restart, too.
  daemon.kill9();
  daemon.launch();
  wait_until("it still does not fit", [&] {
    return daemon.events("import.not_archived").size() > 3 &&
           daemon.state() == "degraded";
  });
  disk.free();
  const auto import = daemon.await_import("rejects.csv");
  BOOST_TEST(import["state"] == "done");
  BOOST_TEST(import["accepted"] == 1);
  const auto rejects = daemon.rejects_file_of(import);
  BOOST_TEST(std::ranges::count(rejects, '\n') == 5'001);
  BOOST_TEST((text_of(disk.path() / import["archived_as"].get<std::string>()) ==
              content));
  wait_until("all is well again", [&] { return daemon.state() == "ready"; });
  daemon.check_rules();
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_for_a_while_is_waited_for) {
  test_database database;
  daemon_fixture daemon{{"database.url=" + database.url()}};
  daemon.start();
  daemon.import_products("products.csv", products_sample);
  daemon.call("stock.set", {{"sku", "PROD002"}, {"quantity", 1'000'000}});
  daemon.drop("orders", "long.csv", order_file(30'000));
  wait_until("the file is being imported", [&] {
    const auto import = daemon.find_import("long.csv");
    return !import.is_null() && import["rows"] > 2'000;
  });
  postgres_fixture::instance().stop_immediate();
  wait_until("the daemon has noticed",
             [&] { return daemon.state() == "degraded"; });
  BOOST_TEST(!daemon.process().wait_for_end({}));
  postgres_fixture::instance().start();
  const auto import = daemon.await_import("long.csv");
  BOOST_TEST(import["state"] == "done");
  BOOST_TEST(import["accepted"] == 30'000);
  wait_until("all is well again", [&] { return daemon.state() == "ready"; });
  daemon.check_rules();
  BOOST_TEST(daemon.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
