// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/folder_names.hpp"

#include "domain/text.hpp"

#include <boost/test/unit_test.hpp>

namespace orderd::app {

BOOST_AUTO_TEST_SUITE(folder_names)

BOOST_AUTO_TEST_CASE(names_of_uploads_are_known) {
  for (const auto* name : {".hidden.csv", "a.csv.part", "a.tmp", "x.filepart"})
    BOOST_TEST(is_upload_name(name), name);
  for (const auto* name : {"a.csv", "part", "a.csv.parts", "tmp", "a.PART"})
    BOOST_TEST(!is_upload_name(name), name);
}

BOOST_AUTO_TEST_CASE(a_source_folder_has_a_plain_short_name) {
  BOOST_TEST(is_source_folder("shop_1-eu"));
  BOOST_TEST(is_source_folder(std::string(64, 'a')));
  for (const auto& name :
       {std::string(), std::string(65, 'a'), std::string("Shop"),
        std::string("a b"), std::string("a.b"), std::string("default"),
        std::string(".."), std::string("a\n")})
    BOOST_TEST(!is_source_folder(name), name);
}

BOOST_AUTO_TEST_CASE(only_what_can_stand_in_a_directory_is_a_file_name) {
  using namespace std::string_literals;
  BOOST_TEST(is_file_name("a\n\xff'\".csv"));
  BOOST_TEST(is_file_name(std::string(255, 'x')));
  for (const auto& name : {""s, "."s, ".."s, "a/b"s, "/etc/passwd"s, "a\0b"s,
                           std::string(256, 'x')})
    BOOST_TEST(!is_file_name(name), name);
}

BOOST_AUTO_TEST_CASE(an_archived_name_ends_in_the_import) {
  BOOST_TEST(archived_name("orders.csv", {7}) == "orders.7.csv");
  BOOST_TEST(archived_name("ORDERS.CSV", {7}) == "ORDERS.7.csv");
  BOOST_TEST(archived_name("orders", {7}) == "orders.7.csv");
  BOOST_TEST(archived_name("orders.txt", {7}) == "orders.txt.7.csv");
  BOOST_TEST(archived_name("a.7.csv", {12}) == "a.7.12.csv");
  BOOST_TEST(archived_name("a\n'\xff.csv", {7}) == "a\n'_.7.csv");
  BOOST_TEST(rejects_name("a.csv.7.csv") == "a.csv.7.rejects.csv");
}

BOOST_AUTO_TEST_CASE(the_suffix_finds_an_import_and_no_other) {
  BOOST_TEST(archived_name("a.csv", {7}).ends_with(archived_suffix({7})));
  BOOST_TEST(!archived_name("a.csv", {17}).ends_with(archived_suffix({7})));
  BOOST_TEST(!archived_name("a.7.csv", {12}).ends_with(archived_suffix({7})));
  BOOST_TEST(!rejects_name("a.7.csv").ends_with(archived_suffix({7})));
}

BOOST_AUTO_TEST_CASE(a_long_name_is_cut_between_two_characters) {
  const domain::import_id import{123456};
  for (std::size_t plain = 100; plain < 110; ++plain) {
    // 1, 2, 3 and 4 bytes a character around the place of the cut.
    for (const std::string letter : {"a", "\u00e9", "\u20ac", "\U0001f4e6"}) {
      auto name = std::string(plain, 'x');
      while (name.size() + letter.size() <= 251)
        name += letter;
      const auto archived = archived_name(name + ".csv", import);
      BOOST_TEST(archived.ends_with(".123456.csv"));
      BOOST_TEST(!domain::find_invalid_utf8(archived));
      const auto rejects = rejects_name(archived);
      BOOST_TEST(rejects.size() <= 255);
      BOOST_TEST(rejects.size() > 250);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_long_name_that_is_no_text_becomes_one) {
  const auto archived = archived_name(std::string(255, '\x80'), {7});
  BOOST_TEST(rejects_name(archived).size() == 255);
}

BOOST_AUTO_TEST_CASE(a_day_is_three_folders) {
  const std::vector<std::string> expected{"2026", "01", "09"};
  BOOST_TEST(day_folders(*domain::parse_day("2026-01-09")) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace orderd::app
