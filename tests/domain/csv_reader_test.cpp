// SPDX-License-Identifier: Apache-2.0
#include "domain/csv_reader.hpp"

#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"
#include "tests/domain/csv_records.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::domain;
using namespace orderd::testing;
using fields = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(csv_reader)

BOOST_AUTO_TEST_CASE(both_samples_give_a_header_and_three_records) {
  for (const auto sample : {quoted_sample, unquoted_sample}) {
    const auto records = read_file(sample);
    BOOST_REQUIRE_EQUAL(records.size(), 4U);
    for (const auto& record : records) {
      BOOST_TEST(record.code == "");
      BOOST_TEST(record.fields.size() == 5U);
    }
  }
  BOOST_TEST(read_file(quoted_sample)[3].fields[4] ==
             R"([{"sku":"PROD002","quantity":2}])");
  BOOST_TEST(read_file(unquoted_sample)[3].fields[3] ==
             "789 Pine Ln, Somewhere");
  BOOST_TEST(read_file(unquoted_sample)[2].fields[4] ==
             R"([{"sku":"PROD003","quantity":3}])");
}

BOOST_AUTO_TEST_CASE(records_know_their_line_offset_and_raw_bytes) {
  const auto records = read_file("a,b\r\n\n\"1\n2\",x\r\n3,4");
  BOOST_REQUIRE_EQUAL(records.size(), 3U);
  BOOST_TEST(records[0] == (seen_record{1, 0, "a,b", {"a", "b"}, {}, {}}));
  BOOST_TEST(records[1] ==
             (seen_record{3, 6, "\"1\n2\",x", {"1\n2", "x"}, {}, {}}));
  BOOST_TEST(records[2] == (seen_record{5, 15, "3,4", {"3", "4"}, {}, {}}));
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_skipped_at_the_start_alone) {
  const auto records = read_file("\xEF\xBB\xBF\"a\",b\n\xEF\xBB\xBFx,y\n");
  BOOST_REQUIRE_EQUAL(records.size(), 2U);
  BOOST_TEST(records[0].fields == (fields{"a", "b"}));
  BOOST_TEST(records[0].offset == 3);
  BOOST_TEST(records[1].fields[0] == "\xEF\xBB\xBFx");
}

BOOST_AUTO_TEST_CASE(empty_and_blank_files_have_no_records) {
  for (const auto* file :
       {"", "\n", "\r\n\r\n", "  \t\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"}) {
    BOOST_TEST(read_file(file).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_quoted_empty_field_is_no_blank_line) {
  const auto records = read_file("a\n\"\"\n");
  BOOST_REQUIRE_EQUAL(records.size(), 2U);
  BOOST_TEST(records[1].fields == (fields{""}));
}

BOOST_AUTO_TEST_CASE(an_unquoted_json_field_counts_only_in_the_last_column) {
  const auto records = read_file("a,b\n[1,2]\nx, {\"k\":\"v,w\"}\n");
  BOOST_REQUIRE_EQUAL(records.size(), 3U);
  BOOST_TEST(records[1].fields == (fields{"[1", "2]"}));
  BOOST_TEST(records[2].fields == (fields{"x", " {\"k\":\"v,w\"}"}));
}

BOOST_AUTO_TEST_CASE(a_bare_carriage_return_is_content) {
  BOOST_TEST(read_file("a,b\nx\ry,\"z\r\"\n")[1].fields ==
             (fields{"x\ry", "z\r"}));
}

BOOST_AUTO_TEST_CASE(an_unclosed_quote_rejects_its_line_alone) {
  const auto records = read_file("a,b\n1,\"open\n2,good\n3,good\n");
  BOOST_REQUIRE_EQUAL(records.size(), 4U);
  BOOST_TEST(records[1].code == reject_code::malformed_csv);
  BOOST_TEST(records[1].line == 2);
  BOOST_TEST(records[1].raw == "1,\"open");
  BOOST_TEST(records[2].fields == (fields{"2", "good"}));
  BOOST_TEST(records[3].fields == (fields{"3", "good"}));
}

BOOST_AUTO_TEST_CASE(an_unclosed_quote_before_quoted_rows_swallows_none) {
  std::string file = "a,b\n1,\"open\n";
  file += "2,\"good, too\"\n3,good\n4,\"\"\n";
  const auto records = read_file(file);
  BOOST_REQUIRE_EQUAL(records.size(), 5U);
  BOOST_TEST(records[1].code == reject_code::malformed_csv);
  BOOST_TEST(records[1].reason.find("line 3") != std::string::npos);
  BOOST_TEST(records[2].fields == (fields{"2", "good, too"}));
  BOOST_TEST(records[4].fields == (fields{"4", ""}));
}

BOOST_AUTO_TEST_CASE(a_record_of_several_lines_with_a_wrong_count_is_one_line) {
  const auto records = read_file("a,b\n1,\"x\n2,good\n3,\",4\n");
  BOOST_REQUIRE_EQUAL(records.size(), 4U);
  BOOST_TEST(records[1].code == reject_code::wrong_field_count);
  BOOST_TEST(records[1].raw == "1,\"x");
  BOOST_TEST(records[2].fields == (fields{"2", "good"}));
  BOOST_TEST(records[3].code == reject_code::malformed_csv);
}

BOOST_AUTO_TEST_CASE(misplaced_quotes_are_named) {
  const auto records = read_file("a,b\nx\"y,1\n\"x\"y,1\n\"x\" ,1\nok,1\n");
  BOOST_REQUIRE_EQUAL(records.size(), 5U);
  for (const auto at : {1U, 2U, 3U}) {
    BOOST_TEST(records[at].code == reject_code::malformed_csv);
    BOOST_TEST(records[at].reason.find("field 1") != std::string::npos);
  }
  BOOST_TEST(records[2].reason.find("`y`") != std::string::npos);
  BOOST_TEST(records[4].fields == (fields{"ok", "1"}));
}

BOOST_AUTO_TEST_CASE(a_wrong_field_count_is_an_error_with_both_numbers) {
  const auto records = read_file("a,b\n1\n1,2,3\n");
  BOOST_REQUIRE_EQUAL(records.size(), 3U);
  BOOST_TEST(records[1].code == reject_code::wrong_field_count);
  BOOST_TEST(records[1].reason ==
             "the header has 2 columns, but this record has 1 field");
  BOOST_TEST(records[2].reason.find("has 3 fields") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_field_may_hold_exactly_the_limit) {
  const std::string full(limits::field_bytes, 'x');
  const auto records = read_file("a,b\n" + full + ",1\n" + full + "x,2\n\"" +
                                 full + "\",3\n\"" + full + "x\",4\n5,6\n");
  BOOST_REQUIRE_EQUAL(records.size(), 6U);
  BOOST_TEST(records[1].code == "");
  BOOST_TEST(records[2].code == reject_code::field_too_long);
  BOOST_TEST(records[3].code == "");
  BOOST_TEST(records[4].code == reject_code::field_too_long);
  BOOST_TEST(records[4].raw.size() == full.size() + 5);
  BOOST_TEST(records[5].fields == (fields{"5", "6"}));
}

BOOST_AUTO_TEST_CASE(a_row_may_hold_exactly_the_limit) {
  const std::string part(limits::row_bytes / 16 - 1, 'x');
  std::string full;
  for (int at = 0; at < 16; ++at) {
    full += part + ",";
  }
  BOOST_REQUIRE_EQUAL(full.size(), limits::row_bytes);
  const std::string header(16, ',');
  for (const auto* end : {"\n", "\r\n"}) {
    const auto records =
        read_file(header + end + full + end + "x" + full + end + header + end);
    BOOST_REQUIRE_EQUAL(records.size(), 4U);
    BOOST_TEST(records[1].code == "");
    BOOST_TEST(records[2].code == reject_code::row_too_long);
    BOOST_TEST(records[2].raw.size() == limits::cut_raw_bytes);
    BOOST_TEST(records[3].code == "");
    BOOST_TEST(records[3].line == 4);
  }
}

BOOST_AUTO_TEST_CASE(a_line_of_many_megabytes_is_skipped_to_its_end) {
  const std::string mega(1024 * 1024, 'x');
  for (const std::string start : {"", "\"", "a\"b"}) {
    domain::csv_reader reader;
    domain::csv_record record;
    std::int64_t fed = 0;
    const auto feed = [&](const std::string& bytes) {
      reader.feed(bytes);
      fed += static_cast<std::int64_t>(bytes.size());
    };
    reader.set_columns(2);
    feed(start);
    for (int at = 0; at < 20; ++at) {
      feed(mega);
      BOOST_TEST(!reader.next(record));
      BOOST_TEST((reader.position() == csv_position{0, 1}),
                 "a line that was not given is read again after a restart");
    }
    feed("\n");
    BOOST_REQUIRE(reader.next(record));
    BOOST_TEST(record.error.has_value());
    BOOST_TEST(record.raw.size() == limits::cut_raw_bytes);
    BOOST_TEST((reader.position() == csv_position{fed, 2}));
    feed("1,2\n");
    BOOST_REQUIRE(reader.next(record));
    BOOST_TEST(see(record).fields == (fields{"1", "2"}));
    BOOST_TEST(record.offset == fed - 4);
  }
}

BOOST_AUTO_TEST_CASE(a_quote_that_is_not_closed_within_the_limit_is_an_error) {
  std::string file = "a,b\n1,\"open\n";
  std::size_t good = 0;
  while (file.size() < 3 * limits::row_bytes) {
    file += "some name,some value\n";
    ++good;
  }
  const auto records = read_file(file, 64 * 1024);
  BOOST_REQUIRE_EQUAL(records.size(), good + 2);
  BOOST_TEST(records[1].code == reject_code::malformed_csv);
  BOOST_TEST(records[1].reason.find("within") != std::string::npos);
  BOOST_TEST(records.back().line == static_cast<std::int64_t>(good) + 2);
}

BOOST_AUTO_TEST_SUITE_END()
