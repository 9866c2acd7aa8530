// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"
#include "config/mailbox.hpp"
#include "config/notify_policy.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace orderd;

namespace {

constexpr const char* email_section = "[notify.email]\n"
                                      "smtp_url = \"smtp://mail:587\"\n"
                                      "from = \"shop@example.org\"\n";
constexpr const char* webhook_section = "[notify.webhook]\n"
                                        "url = \"https://example.org/hook\"\n"
                                        "secret_file = \"/etc/secret\"\n";

config::configuration loaded(const std::string& text) {
  return config::load({.file_name = "orderd.toml", .file_text = text}).value();
}

/// The keys that are wrong.
std::vector<std::string> wrong_keys(const std::string& text) {
  std::vector<std::string> keys;
  const auto result =
      config::load({.file_name = "orderd.toml", .file_text = text});
  if (!result)
    std::ranges::transform(result.error(), std::back_inserter(keys),
                           &config::problem::key);
  return keys;
}

void check_wrong(const std::string& text, const std::string& key) {
  const auto keys = wrong_keys(text);
  BOOST_TEST_CONTEXT(text)
  BOOST_CHECK(keys == std::vector{key});
}

} // namespace

BOOST_AUTO_TEST_SUITE(config_notify)

BOOST_AUTO_TEST_CASE(no_channel_at_all_is_allowed) {
  BOOST_CHECK(loaded("[notify]\nchannels = []\n").notify.channels.empty());
  const auto off = loaded("[source.shop]\nnotify = []\n");
  BOOST_CHECK(off.sources.at("shop").notify->empty());
  BOOST_CHECK(!loaded("[source.shop]\n").sources.at("shop").notify);
}

BOOST_AUTO_TEST_CASE(a_channel_that_is_named_needs_its_section) {
  check_wrong("[notify]\nchannels = [\"email\"]\n", "notify.email.smtp_url");
  check_wrong("[notify]\nchannels = [\"webhook\"]\n", "notify.webhook.url");
  check_wrong("[source.shop]\nnotify = [\"webhook\"]\n", "notify.webhook.url");
  check_wrong("[notify.email]\nsmtp_url = \"smtp://mail\"\n",
              "notify.email.from");
  check_wrong("[notify.webhook]\nurl = \"http://localhost:1/x\"\n",
              "notify.webhook.secret_file");
  BOOST_CHECK(wrong_keys(std::string(email_section) + webhook_section +
                         "[notify]\nchannels = [\"email\", \"webhook\"]\n")
                  .empty());
}

BOOST_AUTO_TEST_CASE(a_user_needs_a_password_and_tls) {
  const std::string email = email_section;
  check_wrong(email + "user = \"me\"\n", "notify.email.password_file");
  check_wrong(email + "password_file = \"/p\"\n", "notify.email.user");
  check_wrong(email + "user = \"me\"\npassword_file = \"/p\"\n"
                      "starttls = \"off\"\n",
              "notify.email.starttls");
  BOOST_CHECK(
      wrong_keys(email + "user = \"me\"\npassword_file = \"/p\"\n").empty());
}

BOOST_AUTO_TEST_CASE(urls_with_passwords_are_refused_and_not_repeated) {
  for (const std::string key :
       {"[notify.email]\nsmtp_url = \"smtp://me:s3cret@mail\"\n",
        "[notify.webhook]\nurl = \"https://me:s3cret@example.org/\"\n"}) {
    const auto result = config::load({.file_name = "f", .file_text = key});
    BOOST_REQUIRE(!result);
    for (const auto& problem : result.error())
      BOOST_CHECK(to_string(problem).find("s3cret") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_url_in_a_list_is_not_repeated_either) {
  for (const std::string key :
       {"[notify.email]\nsmtp_url = [\"smtp://me:s3cret@mail\"]\n",
        "[notify.webhook]\nurl = [\"https://example.org/s3cret\"]\n",
        "[database]\nurl = [\"postgresql://me:s3cret@db/shop\"]\n"}) {
    const auto result = config::load({.file_name = "f", .file_text = key});
    BOOST_REQUIRE(!result);
    BOOST_REQUIRE_EQUAL(result.error().size(), 1u);
    BOOST_CHECK_EQUAL(result.error()[0].text,
                      "expected a text in quotes, found a list");
  }
}

BOOST_AUTO_TEST_CASE(a_url_needs_a_host_and_a_port_that_can_be) {
  const auto email = [](const std::string& place) {
    return "[notify.email]\nfrom = \"a@b.example\"\nsmtp_url = \"smtp://" +
           place + "\"\n";
  };
  const auto webhook = [](const std::string& place) {
    return "[notify.webhook]\nsecret_file = \"/s\"\nurl = \"http://" + place +
           "/h\"\n";
  };
  for (const auto* place :
       {":25", "localhost:0", "localhost:99999", "localhost:65536",
        "localhost:", "localhost:x", "localhost:-1", "localhost:+1",
        "localhost:25 ", "a:1:2", "::1", "[::1", "[]", "[::1]25", "[mail]",
        "a,b", ".", "ma%69l"}) {
    check_wrong(email(place), "notify.email.smtp_url");
    check_wrong(webhook(place), "notify.webhook.url");
  }
  for (const auto* place :
       {"localhost", "localhost:1", "127.0.0.1:65535", "[::1]",
        "[fe80::1]:2525", "mail-1.my_net.example:587", "münchen.example"}) {
    BOOST_TEST_CONTEXT(place) {
      BOOST_CHECK(wrong_keys(email(place)).empty());
      BOOST_CHECK(wrong_keys(email(place + std::string("/shop"))).empty());
      BOOST_CHECK(wrong_keys(webhook(place)).empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(bad_urls_and_addresses_are_refused) {
  for (const auto* url : {"mail", "http://mail", "smtp://", "smtp:// mail",
                          "smtp://mail?x", "smtp://ma\\til"})
    check_wrong("[notify.email]\nsmtp_url = \"" + std::string(url) + "\"\n",
                "notify.email.smtp_url");
  for (const auto* url : {"example.org", "ftp://example.org", "https://",
                          "https://example.org/#x", "https://a b"})
    check_wrong("[notify.webhook]\nurl = \"" + std::string(url) + "\"\n",
                "notify.webhook.url");
  check_wrong("[notify.email]\nfrom = \"shop\"\n", "notify.email.from");
  check_wrong("[notify.email]\nredirect_to = \"A <a@b.example>\"\n",
              "notify.email.redirect_to");
  check_wrong("[notify.email]\nallow = [\"example.org\"]\n",
              "notify.email.allow");
  BOOST_CHECK(
      wrong_keys("[notify.email]\nallow = [\"@example.org\", \"a@b.c\"]\n")
          .empty());
}

BOOST_AUTO_TEST_CASE(variables_override_lists) {
  const auto result = config::load(
      {.file_name = "f",
       .file_text = "[source.shop]\n",
       .environment = {{"ORDERD_NOTIFY_CHANNELS", "", {}},
                       {"ORDERD_NOTIFY_EMAIL_ALLOW", "@a.org, b@c.org", {}},
                       {"ORDERD_SOURCE_SHOP_NOTIFY", "log", {}}}});
  BOOST_REQUIRE(result);
  BOOST_CHECK(result->notify.channels.empty());
  BOOST_CHECK((result->notify.email.allow ==
               std::vector<std::string>{"@a.org", "b@c.org"}));
  BOOST_CHECK(
      (result->sources.at("shop").notify == std::vector<std::string>{"log"}));
}

BOOST_AUTO_TEST_CASE(mailboxes_have_an_address_and_perhaps_a_name) {
  using config::parse_mailbox;
  BOOST_CHECK(
      (parse_mailbox("a@example.org") == config::mailbox{"", "a@example.org"}));
  BOOST_CHECK((parse_mailbox("The Shöp <a@example.org>") ==
               config::mailbox{"The Shöp", "a@example.org"}));
  BOOST_CHECK((parse_mailbox("\"Shop, The\" <a@localhost>") ==
               config::mailbox{"Shop, The", "a@localhost"}));
  for (const auto* bad : {"", "a", "a@", "@b", "a@b@c", "a b@c", "<a@b", "x <>",
                          "x\r\ny <a@b>", "a@b>", "a@b..c", "a@b c"})
    BOOST_CHECK_MESSAGE(!parse_mailbox(bad), bad);
}

BOOST_AUTO_TEST_CASE(by_default_the_log_tells_all_and_nobody_else_anything) {
  const auto policy = config::notify_policy_of({});
  BOOST_REQUIRE_EQUAL(policy.size(), 1u);
  BOOST_CHECK_EQUAL(policy[0].channel, "log");
  for (int type = 0; type != domain::notification_types; ++type)
    BOOST_CHECK(
        policy[0].tells(static_cast<domain::notification_type>(type), "any"));
}

BOOST_AUTO_TEST_CASE(types_and_sources_decide_what_a_channel_tells) {
  const auto policy = config::notify_policy_of(
      loaded(std::string(email_section) +
             "types = [\"success\"]\n"
             "[source.loud]\nnotify = [\"log\", \"email\"]\n"
             "[source.quiet]\nnotify = []\n"));
  BOOST_REQUIRE_EQUAL(policy.size(), 2u);
  const auto& log = policy[0];
  const auto& email = policy[1];
  using enum domain::notification_type;
  BOOST_CHECK(log.tells(processing, "other"));
  BOOST_CHECK(log.tells(processing, "loud"));
  BOOST_CHECK(!log.tells(processing, "quiet"));
  BOOST_CHECK(email.tells(success, "loud"));
  BOOST_CHECK(!email.tells(processing, "loud"));
  BOOST_CHECK(!email.tells(success, "other"));
}

BOOST_AUTO_TEST_SUITE_END()
