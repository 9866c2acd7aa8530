// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/bad_input.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

using namespace orderd::testing;
using namespace std::string_literals;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

fs::path orders_folder() {
  return bad_input_daemon().directory() / "incoming" / "orders";
}

void check_quarantined(const std::string& name, const std::string& content,
                       const std::string& why) {
  auto& daemon = bad_input_daemon();
  const auto import = daemon.import_orders(name, content);
  BOOST_TEST_CONTEXT(import.dump()) {
    BOOST_TEST(import["state"] == "quarantined");
    BOOST_TEST(import["rows"] == 0);
    BOOST_TEST(import["error_message"].get<std::string>().find(why) !=
               std::string::npos);
    const auto path = import["archived_as"].get<std::string>();
    BOOST_TEST(path.starts_with("quarantine/"));
    BOOST_TEST((text_of(daemon.directory() / path) == content));
  }
}

std::vector<json> notes_about(const std::string& name) {
  auto lines = bad_input_daemon().events("file.left_alone");
  std::erase_if(lines, [&](const json& line) {
    return line["file"].get<std::string>().find(name) == std::string::npos;
  });
  return lines;
}

/// The entry is noted once, stays, and holds up no file beside it.
void check_left_alone(const std::string& name, const std::string& why) {
  auto& daemon = bad_input_daemon();
  BOOST_TEST_CONTEXT(name) {
    wait_until("it is noted", [&] { return !notes_about(name).empty(); });
    const auto beside = name + ".good.csv";
    const auto import =
        daemon.import_orders(beside, orders_header + good_row(name));
    BOOST_TEST(import["accepted"] == 1);
    // A marker that a later scan notes for certain.
    const auto marker = orders_folder() / (name + ".Later");
    fs::create_directory(marker);
    wait_until("another scan is done",
               [&] { return !notes_about(marker.filename()).empty(); });
    auto notes = notes_about(name);
    std::erase_if(notes, [](const json& line) {
      return line["file"].get<std::string>().ends_with(".Later");
    });
    BOOST_TEST(notes.size() == 1U);
    BOOST_TEST(notes.front()["reason"].get<std::string>().find(why) !=
               std::string::npos);
    BOOST_TEST(fs::exists(fs::symlink_status(orders_folder() / name)));
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(a_file_without_a_needed_column_is_quarantined) {
  check_quarantined("no-products.csv",
                    "customer_name,customer_email\nA,a@x.org\n", "products");
  check_quarantined("no-mail.csv", "customer_name,products\nA,[]\n",
                    "customer_email");
  check_quarantined("no-name.csv", "customer_email,products\na@x.org,[]\n",
                    "customer_name");
}

BOOST_AUTO_TEST_CASE(phone_and_address_may_be_missing) {
  const auto import = bad_input_daemon().import_orders(
      "short.csv", "email,name,products\n"
                   "short@x.org,Short,[{\"sku\":\"GOOD\",\"quantity\":1}]\n");
  BOOST_TEST(import["state"] == "done");
  BOOST_TEST(import["accepted"] == 1);
}

BOOST_AUTO_TEST_CASE(unknown_columns_are_ignored_and_named_once) {
  const auto import = bad_input_daemon().import_orders(
      "unknown.csv", "colour,name,email,note,products\n"
                     "red,A,u1@x.org,n,[{\"sku\":\"GOOD\",\"quantity\":1}]\n"
                     "red,B,u2@x.org,n,[{\"sku\":\"GOOD\",\"quantity\":1}]\n");
  BOOST_TEST(import["accepted"] == 2);
  BOOST_TEST(import["unknown_columns"] == json({"colour", "note"}));
}

BOOST_AUTO_TEST_CASE(what_is_no_order_file_is_quarantined_as_it_is) {
  check_quarantined("empty.csv", "", "empty");
  std::string binary = "\x7f"
                       "ELF\x02\x01\x01\0\0\0"s;
  for (int i = 0; i < 5'000; ++i)
    binary += static_cast<char>((i * 73 + 11) % 256);
  check_quarantined("binary.csv", binary, "");
}

BOOST_AUTO_TEST_CASE(a_header_alone_is_done_with_no_rows) {
  const auto import =
      bad_input_daemon().import_orders("header.csv", orders_header);
  BOOST_TEST(import["state"] == "done");
  BOOST_TEST(import["rows"] == 0);
}

BOOST_AUTO_TEST_CASE(a_directory_is_left_alone) {
  fs::create_directory(orders_folder() / "Folder");
  check_left_alone("Folder", "a folder of a source is named");
}

BOOST_AUTO_TEST_CASE(a_fifo_is_left_alone) {
  BOOST_REQUIRE(::mkfifo((orders_folder() / "fifo").c_str(), 0666) == 0);
  check_left_alone("fifo", "FIFO");
}

BOOST_AUTO_TEST_CASE(a_symbolic_link_is_left_alone) {
  fs::create_symlink("/etc/hostname", orders_folder() / "link.csv");
  check_left_alone("link.csv", "symbolic link");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_left_alone) {
  const auto hidden = orders_folder() / ".upload";
  write_text(hidden, orders_header);
  fs::permissions(hidden, fs::perms::none);
  fs::rename(hidden, orders_folder() / "secret.csv");
  check_left_alone("secret.csv", "ermission denied");
}

BOOST_AUTO_TEST_CASE(uploads_are_left_alone_until_they_have_their_name) {
  auto& daemon = bad_input_daemon();
  for (const auto* name : {"u.csv.part", "u.tmp", "u.filepart", ".hidden"})
    daemon.drop("orders", name, orders_header + good_row("upload"));
  daemon.import_orders("after-uploads.csv", orders_header);
  for (const auto* name : {"u.csv.part", "u.tmp", "u.filepart", ".hidden"})
    BOOST_TEST(fs::exists(orders_folder() / name));
  fs::rename(orders_folder() / "u.csv.part", orders_folder() / "u.csv");
  BOOST_TEST(daemon.await_import("u.csv")["accepted"] == 1);
}

BOOST_AUTO_TEST_CASE(a_name_may_hold_a_newline_or_255_bytes) {
  auto& daemon = bad_input_daemon();
  daemon.drop("orders", "line\nbreak.csv", orders_header + good_row("nl"));
  const auto bent = daemon.await_import("line\nbreak.csv");
  BOOST_TEST(bent["accepted"] == 1);
  const auto name = std::string(251, 'n') + ".csv";
  const auto content = orders_header + good_row("long") + "bad row\n";
  const auto import = daemon.import_orders(name, content);
  BOOST_TEST(import["state"] == "done");
  BOOST_TEST(import["accepted"] == 1);
  const auto path = import["archived_as"].get<std::string>();
  BOOST_TEST(text_of(daemon.directory() / path) == content);
  BOOST_TEST(daemon.rejects_file_of(import).starts_with("_line,"));
  BOOST_TEST(!daemon.log().empty()); // and each line is whole
}

BOOST_AUTO_TEST_CASE(a_name_that_is_no_text_ends_like_any_other) {
  auto& daemon = bad_input_daemon();
  daemon.drop("orders", "no\xfftext.csv", orders_header + good_row("ff"));
  const auto import = daemon.await_import("no\\xFFtext.csv");
  BOOST_TEST(import["state"] == "done");
  BOOST_TEST(import["accepted"] == 1);
  const auto path = import["archived_as"].get<std::string>();
  BOOST_TEST(fs::exists(daemon.directory() / path));
  daemon.drop("orders", "empty\xfe.csv", "");
  BOOST_TEST(daemon.await_import("empty\\xFE.csv")["state"] == "quarantined");
}

BOOST_AUTO_TEST_CASE(a_sub_folder_is_a_source) {
  auto& daemon = bad_input_daemon();
  daemon.drop("orders/partner_1", "p.csv", orders_header + good_row("p"));
  const auto import = daemon.await_import("p.csv");
  BOOST_TEST(import["source"] == "partner_1");
  const auto orders =
      daemon.call("orders.list", {{"source", "partner_1"}})["orders"];
  BOOST_TEST(orders.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
