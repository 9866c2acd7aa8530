// SPDX-License-Identifier: Apache-2.0
#include "domain/csv_reader.hpp"

#include "tests/domain/csv_records.hpp"

#include <boost/test/unit_test.hpp>

#include <ctime>
#include <functional>
#include <random>

using namespace orderd;
using namespace orderd::domain;
using namespace orderd::testing;

namespace {

double cpu_seconds(const std::function<void()>& work) {
  const auto start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// All kinds of records and errors.
const std::string mixed_file =
    "\xEF\xBB\xBF"
    "a,b,c\r\n"
    "1,2,3\n"
    "\n"
    "\"x\",\"y \"\"z\"\"\",\"line one\r\nline two\n\nline four\"\r\n"
    "  \n"
    "bad\"quote,2,3\n"
    "1,\"never closed,3\n"
    "4,5,[{\"sku\":\"A,B\",\"quantity\":1}]\r\n"
    "4,\"5\",{\"a\":\"\"}\n"
    "\"closed\"too early,2,3\n"
    "one,two\n"
    "one,two,three,four\n"
    "1,\"runs on\nto here\"\n"
    ",,\n"
    "\"\",\"\",\"\"\n"
    "caf\xC3\xA9,\xFF,\x1B\n"
    "7,8,\"9\"";

} // namespace

BOOST_AUTO_TEST_SUITE(csv_reader_properties)

BOOST_AUTO_TEST_CASE(pieces_of_any_size_give_the_same_records) {
  const auto whole = read_file(mixed_file);
  BOOST_TEST(whole.size() == 16U);
  for (std::size_t piece = 1; piece < mixed_file.size(); ++piece) {
    BOOST_TEST(read_file(mixed_file, piece) == whole,
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_cut_at_any_byte_gives_the_same_records) {
  const auto whole = read_file(mixed_file);
  for (std::size_t cut = 0; cut <= mixed_file.size(); ++cut) {
    domain::csv_reader reader;
    domain::csv_record record;
    std::vector<seen_record> records;
    const auto take = [&](std::string_view bytes) {
      reader.feed(bytes);
      while (reader.next(record)) {
        records.push_back(see(record));
        reader.set_columns(3);
      }
    };
    take(std::string_view{mixed_file}.substr(0, cut));
    take(std::string_view{mixed_file}.substr(cut));
    reader.finish();
    take({});
    BOOST_TEST(records == whole, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(reading_resumes_at_each_position) {
  const auto whole = read_file(mixed_file);
  std::vector<csv_position> positions;
  domain::csv_reader reader;
  domain::csv_record record;
  reader.feed(mixed_file);
  reader.finish();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    const auto from = reader.position();
    domain::csv_reader again{from};
    again.set_columns(at == 0 ? 0 : 3);
    again.feed(std::string_view{mixed_file}.substr(
        static_cast<std::size_t>(from.offset)));
    again.finish();
    for (auto next = at; next < whole.size(); ++next) {
      BOOST_REQUIRE(again.next(record));
      again.set_columns(3);
      BOOST_TEST(see(record) == whole[next]);
    }
    BOOST_TEST(!again.next(record));
    BOOST_REQUIRE(reader.next(record));
    reader.set_columns(3);
  }
  BOOST_TEST(reader.position().offset ==
             static_cast<std::int64_t>(mixed_file.size()));
}

BOOST_AUTO_TEST_CASE(random_files_read_the_same_in_pieces_and_lose_no_byte) {
  std::mt19937 random{42};
  static constexpr std::string_view alphabet = "ab,,\"\"\n\n\r[{ ";
  for (int round = 0; round < 2000; ++round) {
    std::string file = "h,i,j\n";
    const auto length = random() % 60;
    for (std::size_t at = 0; at < length; ++at) {
      file += alphabet[random() % alphabet.size()];
    }
    const auto whole = read_file(file);
    BOOST_TEST_REQUIRE(read_file(file, 1) == whole,
                       boost::test_tools::per_element());
    BOOST_TEST_REQUIRE(read_file(file, 7) == whole,
                       boost::test_tools::per_element());
    // What stands between two records is blanks and line ends alone.
    std::size_t end = 0;
    for (const auto& record : whole) {
      const auto start = static_cast<std::size_t>(record.offset);
      BOOST_TEST_REQUIRE(file.substr(start, record.raw.size()) == record.raw);
      BOOST_TEST_REQUIRE(
          (start >= end &&
           file.substr(end, start - end).find_first_not_of("\r\n ") ==
               std::string::npos));
      end = start + record.raw.size();
    }
  }
}

BOOST_AUTO_TEST_CASE(hostile_files_take_time_in_proportion) {
  // Each line leaves a quote open, in several ways.
  for (const std::string line :
       {"abc,\"this quote is never closed by anyone\n",
        "abc,\"\"\"this quote is never closed again \n",
        "this one ends the line with a quote ,,\"\n",
        "\"\"\",\"\",\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\",\n",
        "\",\n"}) {
    std::string file = "a,b\n";
    for (int at = 0; at < 50'000; ++at) {
      file += line;
    }
    std::size_t records = 0;
    const auto seconds =
        cpu_seconds([&] { records = read_file(file, 64 * 1024).size(); });
    BOOST_TEST(seconds < 1.5);
    BOOST_TEST(records > 10'000U);
  }
}

BOOST_AUTO_TEST_CASE(
    an_open_quote_before_each_long_run_takes_time_in_proportion) {
  // Quotes that look for their end through all lines that follow.
  std::string file = "a,b\n";
  for (int at = 0; at < 50'000; ++at) {
    file += at % 1000 == 0 ? "1,\"opens a quote\n" : "1,this line has none\n";
  }
  BOOST_TEST(cpu_seconds([&] { read_file(file, 64 * 1024); }) < 1.5);
  // One byte at a time, a long field must not be read from its start again.
  std::string field = "a\n\"" + std::string(60'000, 'x') + "\"\n";
  BOOST_TEST(cpu_seconds([&] { read_file(field, 1); }) < 1.5);
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_rows_are_read_in_seconds) {
  std::string file = "name,email,phone,address,products\n";
  const std::string row =
      "John Doe,john.doe@example.com,123-456-7890,\"123 Main St, Anytown, "
      "behind the yellow house\",\"[{\"\"sku\"\":\"\"PROD001\"\","
      "\"\"quantity\"\":2},{\"\"sku\"\":\"\"PROD002\"\","
      "\"\"quantity\"\":1}]\"\n";
  for (int at = 0; at < 100'000; ++at) {
    file += row;
  }
  domain::csv_reader reader;
  domain::csv_record record;
  std::size_t records = 0;
  const auto seconds = cpu_seconds([&] {
    for (std::string_view rest = file; !rest.empty();) {
      reader.feed(rest.substr(0, 256 * 1024));
      rest.remove_prefix(std::min<std::size_t>(256 * 1024, rest.size()));
      while (reader.next(record)) {
        ++records;
      }
    }
  });
  BOOST_TEST(records == 100'001U);
  BOOST_TEST_MESSAGE(records << " records in " << seconds << " s of CPU");
  // Far above what it takes, so that a slow machine and sanitizers pass.
  BOOST_TEST(seconds < 5.0);
}

BOOST_AUTO_TEST_SUITE_END()
