// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/table.hpp"

#include "app/ctl/text.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::ctl;

BOOST_AUTO_TEST_SUITE(ctl_table)

BOOST_AUTO_TEST_CASE(columns_are_aligned_and_nothing_trails) {
  table made({{"NAME"}, {"AMOUNT", align::right}, {"NOTE"}});
  made.add({{"a"}, {"1.00"}, {"x"}});
  made.add({{"longer"}, {"1,000.00"}, {""}});
  BOOST_TEST(made.text(colours::off) == "NAME      AMOUNT  NOTE\n"
                                        "a           1.00  x\n"
                                        "longer  1,000.00\n");
}

BOOST_AUTO_TEST_CASE(width_is_that_of_the_terminal_not_of_the_bytes) {
  BOOST_TEST(display_width("abc") == 3u);
  BOOST_TEST(display_width("Jürgen") == 6u);
  BOOST_TEST(display_width("e\u0301") == 1u); // a combining accent
  BOOST_TEST(display_width("山田") == 4u);
  BOOST_TEST(display_width("🎁") == 2u);
  BOOST_TEST(display_width("") == 0u);
  table made({{"WHO"}, {"N"}});
  made.add({{"山田"}, {"1"}});
  made.add({{"Jürgen"}, {"2"}});
  BOOST_TEST(made.text(colours::off) == "WHO     N\n山田    1\nJürgen  2\n");
}

BOOST_AUTO_TEST_CASE(colours_take_no_room) {
  table made({{"S"}, {"N"}});
  made.add({{"paid", tone::good}, {"1"}});
  made.add({{"cancelled", tone::bad}, {"2"}});
  const auto plain = made.text(colours::off);
  BOOST_TEST(plain.find('\033') == std::string::npos);
  const auto coloured = made.text(colours::on);
  BOOST_TEST(coloured.find("\033[32mpaid\033[0m       1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(thousands_are_set_apart) {
  BOOST_TEST(group_digits("0.00") == "0.00");
  BOOST_TEST(group_digits("999") == "999");
  BOOST_TEST(group_digits("1000") == "1,000");
  BOOST_TEST(group_digits("-1234567.50") == "-1,234,567.50");
  BOOST_TEST(group_digits("-") == "-");
  BOOST_TEST(group_digits("ORD-1") == "ORD-1");
  BOOST_TEST(group_digits("") == "");
}

BOOST_AUTO_TEST_CASE(facts_stand_below_each_other) {
  BOOST_TEST(facts_text({{"a", {"1"}}, {"long", {"2"}}}, colours::off) ==
             "  a     1\n  long  2\n");
}

BOOST_AUTO_TEST_SUITE_END()
