// SPDX-License-Identifier: Apache-2.0
#include "app/notify/mail_header.hpp"

#include "app/notify/base64.hpp"
#include "domain/text.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace orderd;

namespace {

std::vector<std::string> header_lines(const std::string& header) {
  std::vector<std::string> lines;
  std::istringstream text(header);
  for (std::string line; std::getline(text, line);) {
    if (line.ends_with('\r'))
      line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

/// What the encoded words of a header say, put together.
std::string decoded(const std::string& header) {
  std::string result;
  std::string rest = header;
  for (auto at = rest.find("=?UTF-8?B?"); at != std::string::npos;
       at = rest.find("=?UTF-8?B?")) {
    const auto end = rest.find("?=", at + 10);
    result += app::from_base64(rest.substr(at + 10, end - at - 10)).value();
    rest = rest.substr(end + 2);
  }
  return result;
}

/// One header however long: every further line is a folded one.
void check_is_one_header(const std::string& header) {
  const auto lines = header_lines(header);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    BOOST_CHECK_LE(lines[i].size(), 76u);
    BOOST_CHECK(i == 0 || (lines[i].starts_with(' ') && lines[i].size() > 1));
    BOOST_CHECK(lines[i].find('\r') == std::string::npos);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(mail_header_test)

BOOST_AUTO_TEST_CASE(plain_text_stays_as_it_is) {
  BOOST_CHECK_EQUAL(app::text_header("Subject", "Your order ORD-1 is paid"),
                    "Subject: Your order ORD-1 is paid");
}

BOOST_AUTO_TEST_CASE(other_letters_become_encoded_words) {
  const std::string text = "Größe ✓ 😀";
  const auto header = app::text_header("Subject", text);
  check_is_one_header(header);
  BOOST_CHECK_EQUAL(decoded(header), text);
}

BOOST_AUTO_TEST_CASE(long_text_is_folded_between_characters) {
  std::string text;
  while (text.size() < 300)
    text += "ä😀";
  const auto header = app::text_header("Subject", text);
  check_is_one_header(header);
  BOOST_CHECK_EQUAL(decoded(header), text);
  // A character that were split would be broken in its word.
  for (const auto& line : header_lines(header))
    BOOST_CHECK(!domain::find_invalid_utf8(decoded(line)));
}

BOOST_AUTO_TEST_CASE(line_breaks_make_no_second_header) {
  for (const std::string evil :
       {"x\r\nBcc: all@example.com", "x\nBcc: all@example.com",
        "x\rBcc: all@example.com", "x\r\n\r\nbody", "x\xc2\x85y\x7f",
        "\xff\xfe\r\n", "\r\n"}) {
    check_is_one_header(app::text_header("Subject", evil));
    check_is_one_header(app::mailbox_header("To", {evil, "john@example.com"}));
    BOOST_CHECK_EQUAL(header_lines(app::text_header("Subject", evil)).size(),
                      1u);
  }
}

BOOST_AUTO_TEST_CASE(text_that_looks_encoded_is_encoded_itself) {
  const std::string text = "=?UTF-8?B?QmNj?=";
  BOOST_CHECK_EQUAL(decoded(app::text_header("Subject", text)), text);
}

BOOST_AUTO_TEST_CASE(a_mailbox_has_its_name_before_its_address) {
  BOOST_CHECK_EQUAL(app::mailbox_header("To", {"", "john@example.com"}),
                    "To: john@example.com");
  BOOST_CHECK_EQUAL(app::mailbox_header("To", {"John Doe", "john@example.com"}),
                    "To: John Doe <john@example.com>");
}

BOOST_AUTO_TEST_CASE(special_characters_of_a_name_are_quoted) {
  BOOST_CHECK_EQUAL(
      app::mailbox_header("To", {R"(Doe, "J" \ <x@y>)", "john@example.com"}),
      R"(To: "Doe, \"J\" \\ <x@y>" <john@example.com>)");
}

BOOST_AUTO_TEST_CASE(a_name_of_300_characters_or_right_to_left_is_kept) {
  for (const std::string& name :
       {std::string(300, 'x'),
        std::string("\u202e\u05d3\u05d5\u05d3 \u200f")}) {
    const auto header = app::mailbox_header("To", {name, "john@example.com"});
    check_is_one_header(header);
    BOOST_CHECK(header.ends_with("<john@example.com>"));
    BOOST_CHECK_EQUAL(decoded(header), name);
  }
}

BOOST_AUTO_TEST_CASE(dates_are_written_as_mail_wants_them) {
  BOOST_CHECK_EQUAL(
      app::mail_date(*domain::parse_time("2026-11-24T05:08:14.900000Z")),
      "Tue, 24 Nov 2026 05:08:14 +0000");
  BOOST_CHECK_EQUAL(app::mail_date(*domain::parse_time("2024-02-29")),
                    "Thu, 29 Feb 2024 00:00:00 +0000");
}

BOOST_AUTO_TEST_SUITE_END()
