// SPDX-License-Identifier: Apache-2.0
#include "app/notify/channel_set.hpp"

#include "app/notify/base64.hpp"
#include "app/notify/file_of_key.hpp"
#include "tests/app/outgoing_sample.hpp"
#include "tests/app/temporary_directory.hpp"
#include "tests/support/test_certificate.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <stdexcept>

using namespace orderd;

namespace {

/// Keeps the names of events, with their reasons.
class heard_events : public actors::event_sink {
public:
  using event_sink::write;

  void write(actors::log_level, std::string_view event,
             std::span<const actors::log_field> fields) noexcept override {
    names.emplace_back(event);
    for (const auto& field : fields)
      if (field.name == "reason")
        reasons.push_back(std::get<std::string>(field.value));
  }

  tl::expected<void, std::string>
  write_all(std::span<const actors::log_event> events) override {
    for (const auto& event : events)
      names.emplace_back(event.name);
    return {};
  }

  std::vector<std::string> names;
  std::vector<std::string> reasons;
};

/// A configuration with both channels, and its files.
struct trial_shop {
  trial_shop() {
    put_password("s3cret");
    directory.put("secret",
                  "whsec_" + app::to_base64(std::string(24, 'k')) + "\n");
    directory.put("templates/success.subject.mustache", "Hello");
    auto& notify = config.notify;
    notify.templates = (directory.path() / "templates").string();
    notify.email.smtp_url = "smtp://127.0.0.1:1";
    notify.email.from = "shop@example.org";
    notify.email.user = "shop";
    notify.email.password_file = (directory.path() / "password").string();
    notify.webhook.url = "https://example.org/hook";
    notify.webhook.secret_file = (directory.path() / "secret").string();
    notify.webhook.rate_per_s = 7;
    notify.webhook.connections = 3;
  }

  void put_password(const std::string& password) const {
    directory.put("password", password);
  }

  [[nodiscard]] app::channel_set make() const {
    return {config,
            {"inst", domain::currency{}, events,
             std::make_shared<std::atomic<bool>>(false), draining}};
  }

  app::temporary_directory directory;
  config::configuration config;
  std::shared_ptr<std::atomic<bool>> draining =
      std::make_shared<std::atomic<bool>>(false);
  std::shared_ptr<heard_events> events = std::make_shared<heard_events>();
};

std::vector<std::string> names_of(const app::channel_set& set) {
  std::vector<std::string> names;
  for (const auto& channel : set.all())
    names.emplace_back(channel->name());
  return names;
}

/// Why the files of this configuration are refused.
std::string fault_of(const trial_shop& shop) {
  try {
    static_cast<void>(shop.make());
    return {};
  } catch (const app::unusable_file& failed) {
    return failed.what();
  }
}

using names = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(channel_set_test)

BOOST_AUTO_TEST_CASE(there_is_what_is_configured) {
  trial_shop all;
  BOOST_CHECK((names_of(all.make()) == names{"log", "email", "webhook"}));
  all.config = {};
  BOOST_CHECK((names_of(all.make()) == names{"log"}));
}

BOOST_AUTO_TEST_CASE(a_channel_tells_the_notifier_what_it_needs) {
  const auto set = trial_shop().make();
  const auto needs = set.all().back()->needs();
  BOOST_CHECK_EQUAL(needs.sessions, 3);
  BOOST_CHECK_EQUAL(needs.rate_per_s, 7);
  BOOST_CHECK(needs.looks_again);
  BOOST_CHECK_EQUAL(
      set.all().back()->receiver_of(orderd::testing::sample_message()),
      "https://example.org");
  BOOST_CHECK_EQUAL(
      set.all().at(1)->receiver_of(orderd::testing::sample_message()),
      "john@example.com");
}

BOOST_AUTO_TEST_CASE(while_the_daemon_drains_only_the_log_is_told) {
  const trial_shop shop;
  const auto set = shop.make();
  *shop.draining = true;
  const std::vector messages(2, orderd::testing::sample_message());
  for (const auto& channel : set.all())
    for (const auto& result :
         channel->open()->deliver(messages, orderd::testing::sending_time()))
      BOOST_CHECK((result.what == domain::handed::verdict::sent) ==
                  (channel->name() == "log"));
  BOOST_CHECK((shop.events->names == names{"notification", "notification"}));
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_used_are_named_with_their_keys) {
  const std::vector<std::pair<std::string, std::string>> files{
      {"password", "notify.email.password_file"},
      {"secret", "notify.webhook.secret_file"},
      {"templates/success.subject.mustache", "notify.templates"}};
  for (const auto& [file, key] : files) {
    const trial_shop broken;
    broken.directory.put(file, "{{nmae}}\n");
    if (file == "password")
      broken.put_password("");
    const auto fault = fault_of(broken);
    BOOST_CHECK_MESSAGE(fault.starts_with(key + ": "), fault);
    BOOST_CHECK_MESSAGE(fault.find(file) != std::string::npos, fault);
  }
  trial_shop missing;
  missing.config.notify.webhook.secret_file = "/nonexist";
  BOOST_CHECK_EQUAL(fault_of(missing),
                    "notify.webhook.secret_file: cannot read /nonexist: No "
                    "such file or directory");
}

BOOST_AUTO_TEST_CASE(certificates_are_looked_at_at_the_start) {
  const auto good = testing::make_certificate("localhost").certificate;
  const auto begin = good.substr(0, good.size() / 2);
  for (const bool email : {true, false}) {
    trial_shop shop;
    auto& notify = shop.config.notify;
    auto& file = email ? notify.email.ca_file : notify.webhook.ca_file;
    const std::string key =
        email ? "notify.email.ca_file: " : "notify.webhook.ca_file: ";
    file = (shop.directory.path() / "ca.pem").string();
    BOOST_CHECK_EQUAL(fault_of(shop), key + "cannot read " + file +
                                          ": No such file or directory");
    const auto unusable = key + "cannot use the certificates in " + file;
    for (const auto& text : {std::string{}, std::string("no PEM\n"), begin,
                             good + "-----BEGIN CERTIFICATE-----\nAAAA\n"
                                    "-----END CERTIFICATE-----\n"}) {
      shop.directory.put("ca.pem", text);
      BOOST_CHECK_MESSAGE(fault_of(shop).starts_with(unusable),
                          text << " is refused with " << fault_of(shop));
    }
    for (const auto& text : {good, "# ours\n" + good + "\n" + good}) {
      shop.directory.put("ca.pem", text);
      BOOST_CHECK_EQUAL(fault_of(shop), "");
    }
    file = shop.directory.path().string();
    BOOST_CHECK(fault_of(shop).starts_with(key + "cannot read " + file));
  }
}

BOOST_AUTO_TEST_CASE(templates_are_looked_at_without_a_mail_server) {
  trial_shop shop;
  shop.config.notify.email = {};
  BOOST_CHECK_EQUAL(fault_of(shop), "");
  shop.directory.put("templates/success.subject.mustache", "{{nmae}}");
  BOOST_CHECK_EQUAL(fault_of(shop),
                    "notify.templates: " + shop.config.notify.templates +
                        "/success.subject.mustache:1:1: "
                        "unknown placeholder {{nmae}}");
  shop.config.notify.templates = "/nonexist";
  BOOST_CHECK(fault_of(shop).starts_with(
      "notify.templates: cannot read the templates in /nonexist: "));
}

BOOST_AUTO_TEST_CASE(a_reload_says_what_was_taken) {
  const trial_shop good;
  const auto set = good.make();
  set.reload();
  BOOST_CHECK(
      (good.events->names ==
       names{"secrets.reloaded", "templates.reloaded", "secrets.reloaded"}));
}

BOOST_AUTO_TEST_CASE(a_reload_refuses_what_is_bad_without_repeating_secrets) {
  const trial_shop bad;
  const auto set = bad.make();
  bad.put_password("");
  bad.directory.put("secret", "hush\n");
  bad.directory.put("templates/success.subject.mustache", "{{nmae}}");
  set.reload();
  BOOST_CHECK(
      (bad.events->names ==
       names{"secrets.refused", "templates.refused", "secrets.refused"}));
  for (const auto& reason : bad.events->reasons)
    BOOST_CHECK(reason.find("hush") == std::string::npos);
  BOOST_CHECK(bad.events->reasons.at(1).find(
                  "success.subject.mustache:1:1: unknown placeholder "
                  "{{nmae}}") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
