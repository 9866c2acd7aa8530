// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/event_loop.hpp"

#include "tests/app/event_loop_fixture.hpp"
#include "tests/app/socket_client.hpp"

#include <unistd.h>

#include <algorithm>

namespace orderd::app {

BOOST_FIXTURE_TEST_SUITE(event_loops, event_loop_fixture)

actors::incoming_file order_file(const char* name,
                                 const char* source = "default") {
  return {domain::import_kind::orders, source, name};
}

/// Waits for a change, whatever else is told before it.
void await_change(running_loop& loop, const actors::incoming_file& file,
                  bool renamed) {
  loop.record.await([&] {
    return std::ranges::find(loop.record.changes,
                             event_record::change{file, renamed}) !=
           loop.record.changes.end();
  });
}

BOOST_AUTO_TEST_CASE(stop_signals_are_counted_and_a_hangup_is_told) {
  running_loop loop(dir.path());
  ::kill(::getpid(), SIGTERM);
  loop.record.await([&] { return loop.record.stops == 1; });
  ::kill(::getpid(), SIGHUP);
  loop.record.await([&] { return loop.record.hangups == 1; });
  ::kill(::getpid(), SIGINT);
  loop.record.await([&] { return loop.record.stops == 2; });
}

BOOST_AUTO_TEST_CASE(a_file_moved_in_is_told_from_one_written_in_place) {
  running_loop loop(dir.path());
  dir.put("outside.csv", "1");
  std::filesystem::rename(dir.path() / "outside.csv",
                          dir.path() / "incoming/orders/moved.csv");
  await_change(loop, order_file("moved.csv"), true);
  dir.put("incoming/orders/written.csv", "1");
  await_change(loop, order_file("written.csv"), false);
  dir.put("incoming/products/p.csv", "1");
  await_change(loop, {domain::import_kind::products, "default", "p.csv"},
               false);
  dir.put("incoming/refunds/r.csv", "1");
  await_change(loop, {domain::import_kind::refunds, "default", "r.csv"}, false);
  BOOST_TEST(loop.record.look([&] { return loop.record.rescans; }) == 0);
}

BOOST_AUTO_TEST_CASE(missing_folders_are_made_before_they_are_watched) {
  std::filesystem::remove_all(dir.path() / "incoming");
  running_loop loop(dir.path());
  dir.put("incoming/orders/a.csv", "1");
  await_change(loop, order_file("a.csv"), false);
}

BOOST_AUTO_TEST_CASE(an_upload_is_told_when_it_gets_its_name) {
  running_loop loop(dir.path());
  dir.put("incoming/orders/a.csv.part", "1");
  std::filesystem::rename(dir.path() / "incoming/orders/a.csv.part",
                          dir.path() / "incoming/orders/a.csv");
  await_change(loop, order_file("a.csv"), true);
  BOOST_TEST(loop.record.look([&] { return loop.record.changes.size(); }) == 1);
}

BOOST_AUTO_TEST_CASE(folders_of_sources_are_watched_from_the_start) {
  std::filesystem::create_directory(dir.path() / "incoming/orders/shop");
  running_loop loop(dir.path());
  dir.put("incoming/orders/shop/a.csv", "1");
  await_change(loop, order_file("a.csv", "shop"), false);
}

BOOST_AUTO_TEST_CASE(a_new_source_folder_is_looked_through_and_watched) {
  running_loop loop(dir.path());
  for (int round = 1; round <= 3; ++round) {
    std::filesystem::create_directory(dir.path() / "incoming/orders/shop");
    loop.record.await([&] { return loop.record.rescans == round; });
    dir.put("incoming/orders/shop/a.csv", "1");
    await_change(loop, order_file("a.csv", "shop"), false);
    loop.record.look([&] { loop.record.changes.clear(); });
    std::filesystem::remove_all(dir.path() / "incoming/orders/shop");
  }
  std::filesystem::create_directory(dir.path() / "incoming/orders/No Source");
  std::filesystem::create_directory(dir.path() / "incoming/orders/last");
  loop.record.await([&] { return loop.record.rescans == 4; });
}

BOOST_AUTO_TEST_CASE(a_renamed_source_folder_is_told_by_its_new_name) {
  std::filesystem::create_directory(dir.path() / "incoming/orders/old");
  running_loop loop(dir.path());
  std::filesystem::rename(dir.path() / "incoming/orders/old",
                          dir.path() / "incoming/orders/new");
  loop.record.await([&] { return loop.record.rescans == 1; });
  dir.put("incoming/orders/new/a.csv", "1");
  await_change(loop, order_file("a.csv", "new"), false);
}

BOOST_AUTO_TEST_CASE(many_changes_at_once_become_one_rescan) {
  event_loop loop(dir.path());
  for (std::size_t file = 0; file <= 2 * folder_watch::max_changes; ++file)
    dir.put("incoming/orders/" + std::to_string(file), "");
  event_record record;
  const auto handlers = record.handlers();
  std::thread thread([&] { loop.run(handlers); });
  record.await([&] { return record.rescans > 0; });
  loop.stop();
  thread.join();
  BOOST_TEST(record.changes.size() <= folder_watch::max_changes);
}

BOOST_AUTO_TEST_CASE(a_watch_lost_with_its_folder_is_restored) {
  folder_watch watch(dir.path());
  BOOST_TEST(watch.complete());
  std::filesystem::remove_all(dir.path() / "incoming/orders");
  static_cast<void>(watch.read());
  BOOST_TEST(!watch.complete());
  BOOST_TEST(!watch.restore().rescan);
  posix_folder{dir.path()};
  BOOST_TEST(watch.restore().rescan);
  BOOST_TEST(watch.complete());
  dir.put("incoming/orders/a.csv", "1");
  BOOST_TEST(watch.read().changes.size() == 1);
}

BOOST_AUTO_TEST_CASE(stop_ends_the_loop_after_the_last_answers) {
  running_loop loop(dir.path());
  socket_client client(dir.path());
  client.send("drain\n");
  const auto request = loop.record.await_request(0);
  loop->reply(request.client, "drained");
  loop->stop();
  loop.join();
  BOOST_TEST(client.read_line() == "drained");
}

BOOST_AUTO_TEST_CASE(stop_does_not_wait_long_for_a_client_that_reads_nothing) {
  control_limits limits;
  limits.farewell_deadline = std::chrono::milliseconds(50);
  running_loop loop(dir.path(), limits);
  socket_client client(dir.path());
  client.send("list\n");
  const auto request = loop.record.await_request(0);
  loop->reply(request.client, std::string(4'000'000, 'x'));
  loop->stop();
  loop.join();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace orderd::app
