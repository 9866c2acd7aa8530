// SPDX-License-Identifier: Apache-2.0
#include "domain/sha256.hpp"

#include <boost/test/unit_test.hpp>

namespace orderd::domain {

BOOST_AUTO_TEST_SUITE(sha256_digest)

BOOST_AUTO_TEST_CASE(known_answers_of_the_standard_are_met) {
  sha256 nothing;
  BOOST_TEST(to_hex(nothing.digest()) == "e3b0c44298fc1c149afbf4c8996fb924"
                                         "27ae41e4649b934ca495991b7852b855");
  sha256 abc;
  abc.update("abc");
  BOOST_TEST(to_hex(abc.digest()) == "ba7816bf8f01cfea414140de5dae2223"
                                     "b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_CASE(pieces_hash_like_the_whole) {
  sha256 whole;
  whole.update(std::string(100'000, 'x'));
  sha256 pieces;
  for (int piece = 0; piece < 1000; ++piece)
    pieces.update(std::string(100, 'x'));
  BOOST_TEST(whole.digest() == pieces.digest());
}

BOOST_AUTO_TEST_CASE(a_digest_may_be_asked_for_on_the_way) {
  sha256 hash;
  hash.update("a");
  const auto early = hash.digest();
  BOOST_TEST(early == hash.digest());
  BOOST_TEST(early.size() == sha256::digest_bytes);
  hash.update("bc");
  sha256 abc;
  abc.update("abc");
  BOOST_TEST(hash.digest() == abc.digest());
}

BOOST_AUTO_TEST_CASE(bytes_are_written_as_two_digits_each) {
  using namespace std::string_view_literals;
  BOOST_TEST(to_hex("\x00\x0f\xa5\xff"sv) == "000fa5ff");
  BOOST_TEST(to_hex("").empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace orderd::domain
