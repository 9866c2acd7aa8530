// SPDX-License-Identifier: Apache-2.0
#include "domain/text.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::domain;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(valid_utf8_is_found_valid) {
  for (const auto valid :
       {""sv, "plain ASCII of more than eight bytes"sv, "caf\xC3\xA9"sv,
        "\xE2\x82\xAC and \xF0\x9F\x9A\x80"sv, "\0"sv, "\xEF\xBF\xBF"sv,
        "\xED\x9F\xBF"sv, "\xF4\x8F\xBF\xBF"sv, "\xC2\x80"sv}) {
    BOOST_TEST(!find_invalid_utf8(valid).has_value());
  }
}

BOOST_AUTO_TEST_CASE(invalid_utf8_is_found_at_its_byte) {
  for (const auto invalid :
       {"\x80"sv, "\xFF"sv, "\xC0\xAF"sv, "\xC1\xBF"sv, "\xE0\x80\xAF"sv,
        "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xC3"sv,
        "\xE2\x82"sv, "\xC3 "sv, "\xF0\x80\x80\x80"sv}) {
    const auto padded = "0123456789" + std::string{invalid} + "0123456789";
    BOOST_TEST(find_invalid_utf8(padded).value_or(0) == 10U);
    BOOST_TEST(find_invalid_utf8(invalid).value_or(99) == 0U);
  }
}

BOOST_AUTO_TEST_CASE(control_characters_are_found_and_named) {
  const auto name_in = [](std::string_view text) {
    const auto at = find_control(text);
    return at ? control_name(text, *at) : "none";
  };
  BOOST_TEST(name_in("caf\xC3\xA9 \xC2\xA0") == "none");
  BOOST_TEST(name_in("a\rb") == "CR");
  BOOST_TEST(name_in("a\nb") == "LF");
  BOOST_TEST(name_in("a\0b"sv) == "NUL");
  BOOST_TEST(name_in("a\x1B[31m") == "ESC");
  BOOST_TEST(name_in("a\tb") == "TAB");
  BOOST_TEST(name_in("a\x7F") == "DEL");
  BOOST_TEST(name_in("a\x07") == "U+0007");
  BOOST_TEST(name_in("a\xC2\x9B") == "U+009B");
  const auto breaks = controls::line_breaks_and_tabs;
  BOOST_TEST(!find_control("a\r\n\tb", breaks).has_value());
  BOOST_TEST(find_control("a\r\n\x1B", breaks).value_or(0) == 3U);
}

BOOST_AUTO_TEST_CASE(blanks_are_trimmed_at_both_ends_alone) {
  BOOST_TEST(trim(" \ta b\t ") == "a b");
  BOOST_TEST(trim(" \t ") == "");
  BOOST_TEST(trim("\na\r") == "\na\r");
}

BOOST_AUTO_TEST_CASE(ascii_letters_alone_are_made_small) {
  BOOST_TEST(lower_ascii("AZaz@[\xC3\x89") == "azaz@[\xC3\x89");
}

BOOST_AUTO_TEST_CASE(what_is_shown_is_harmless) {
  BOOST_TEST(shown("a\r\n\t\x1B[2J\0"sv, 60) == "a\\r\\n\\t\\x1B[2J\\x00");
  BOOST_TEST(shown("\xFF\xC3", 60) == "\\xFF\\xC3");
  BOOST_TEST(shown("\xE2\x80\xAE\xE2\x80\xA8\xC2\x85", 60) ==
             "\\u{202E}\\u{2028}\\u{0085}");
  BOOST_TEST(shown("caf\xC3\xA9", 5) == "caf\xC3\xA9");
  BOOST_TEST(shown("caf\xC3\xA9", 4) == "caf...");
  BOOST_TEST(quoted("", 5) == "nothing");
  BOOST_TEST(quoted("x", 5) == "`x`");
}

BOOST_AUTO_TEST_SUITE_END()
