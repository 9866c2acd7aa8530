// SPDX-License-Identifier: Apache-2.0
#include "app/notify/secrets.hpp"

#include "app/notify/base64.hpp"
#include "tests/app/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace orderd;

namespace {

std::string secret_of(std::size_t bytes, char c = 'k') {
  return "whsec_" + app::to_base64(std::string(bytes, c));
}

struct secret_file {
  app::temporary_directory directory;
  std::string path = (directory.path() / "secret").string();

  void put(const std::string& text) const {
    directory.put("secret", text);
  }

  /// Why the file is refused.
  [[nodiscard]] std::string fault() const {
    try {
      app::read_webhook_keys(path);
      return {};
    } catch (const std::runtime_error& failed) {
      return failed.what();
    }
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(secrets_test)

BOOST_AUTO_TEST_CASE(a_password_is_the_first_line) {
  const secret_file file;
  file.put(" pass word \r\nsecond\n");
  BOOST_CHECK_EQUAL(app::read_password(file.path), " pass word ");
  file.put("\nsecond");
  BOOST_CHECK_THROW(app::read_password(file.path), std::runtime_error);
  BOOST_CHECK_THROW(app::read_password(file.path + "x"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(two_keys_may_stand_one_below_the_other) {
  const secret_file file;
  file.put("# the new one\n" + secret_of(32) + "\n\n" + secret_of(24, 'o') +
           "\r\n");
  const auto keys = app::read_webhook_keys(file.path);
  BOOST_REQUIRE_EQUAL(keys.size(), 2u);
  BOOST_CHECK_EQUAL(keys[0], std::string(32, 'k'));
  BOOST_CHECK_EQUAL(keys[1], std::string(24, 'o'));
}

BOOST_AUTO_TEST_CASE(bad_keys_are_refused_and_not_repeated) {
  const secret_file file;
  const std::string three =
      secret_of(24) + "\n" + secret_of(24) + "\n" + secret_of(24);
  for (const auto& text :
       {std::string{}, std::string("s3cret"), std::string("whsec_s3cret!"),
        secret_of(23), secret_of(65), three}) {
    file.put(text);
    BOOST_CHECK(file.fault().find(file.path) != std::string::npos);
    BOOST_CHECK(file.fault().find("s3cret") == std::string::npos);
  }
  file.put(secret_of(24) + "\nwhsec_\n");
  BOOST_CHECK(file.fault().find("line 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(base64_is_read_as_it_is_written) {
  for (const std::string text : {"a", "ab", "abc", "\xff\x00\xfe"})
    BOOST_CHECK_EQUAL(app::from_base64(app::to_base64(text)).value(), text);
  for (const auto* bad : {"", "QQ", "QQ=", "Q===", "QQ==QQ==", "Q Q=", "QR=="})
    BOOST_CHECK(!app::from_base64(bad));
}

BOOST_AUTO_TEST_SUITE_END()
