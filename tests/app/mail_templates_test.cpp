// SPDX-License-Identifier: Apache-2.0
#include "app/notify/mail_templates.hpp"

#include "app/notify/built_in_templates.hpp"
#include "app/notify/mail_renderer.hpp"
#include "app/notify/template_check.hpp"
#include "tests/app/outgoing_sample.hpp"
#include "tests/app/temporary_directory.hpp"
#include "tests/rules/source_files.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace orderd;
using app::template_escaping;
using domain::notification_type;
using orderd::testing::sample_message;

namespace {

/// `LINE:COLUMN text` of the fault, or nothing.
std::string fault_of(const std::string& text,
                     template_escaping escaping = template_escaping::none) {
  const auto fault = app::find_template_fault(text, escaping);
  if (!fault)
    return {};
  return std::to_string(fault->line) + ":" + std::to_string(fault->column) +
         " " + fault->text;
}

std::string load_fault(const app::temporary_directory& from) {
  try {
    app::load_mail_templates(from.path().string());
    return {};
  } catch (const std::runtime_error& failed) {
    return failed.what();
  }
}

app::rendered_mail render(const app::mail_template& one,
                          const domain::outgoing& message) {
  app::mail_templates all;
  all.by_type.fill(one);
  return app::mail_renderer(all).render(message, domain::currency{});
}

} // namespace

BOOST_AUTO_TEST_SUITE(mail_templates_test)

BOOST_AUTO_TEST_CASE(the_built_in_ones_are_complete_and_pass_the_check) {
  BOOST_CHECK_EQUAL(app::built_in_templates().size(), 15u);
  for (const auto& file : app::built_in_templates())
    BOOST_CHECK_EQUAL(
        fault_of(std::string(file.text), file.file.ends_with(".html.mustache")
                                             ? template_escaping::html
                                             : template_escaping::none),
        "");
  for (const auto& one : app::default_mail_templates().by_type)
    BOOST_CHECK(!one.subject.empty() && !one.text.empty() && !one.html.empty());
}

BOOST_AUTO_TEST_CASE(the_built_in_ones_tell_what_happened) {
  app::mail_renderer renderer(app::default_mail_templates());
  const auto mail = renderer.render(sample_message(), domain::currency{});
  BOOST_CHECK_EQUAL(mail.subject, "Your order ORD-0000000001 is paid");
  BOOST_CHECK_EQUAL(mail.text,
                    "Hello John Doe,\r\n\r\n"
                    "your order ORD-0000000001 is paid. Thank you!\r\n\r\n"
                    "- 2 x Mug, \"blue\" & round (MUG-1): 20.00 USD\r\n"
                    "- 1 x PEN-2: 39.98 USD\r\n\r\n"
                    "Total: 59.98 USD\r\n");
  const auto failed = renderer.render(
      sample_message(notification_type::failure), domain::currency{});
  BOOST_CHECK(failed.text.find("cancelled (out of stock).") !=
              std::string::npos);
  const auto refund = renderer.render(
      sample_message(notification_type::refund_completed), domain::currency{});
  BOOST_CHECK(refund.text.find("Reason: damaged.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(html_escapes_what_customers_chose) {
  const auto mail =
      render({"{{customer_name}}", "{{customer_name}}", "{{customer_name}}"},
             sample_message(notification_type::success, "<b>\"J\" & co"));
  BOOST_CHECK_EQUAL(mail.text, "<b>\"J\" & co");
  BOOST_CHECK_EQUAL(mail.html, "&lt;b&gt;&quot;J&quot; &amp; co");
}

BOOST_AUTO_TEST_CASE(a_subject_is_one_line) {
  const auto mail =
      render({"a\r\n{{customer_name}}\n", "x", ""},
             sample_message(notification_type::success, "J\r\nBcc: x"));
  BOOST_CHECK(mail.subject.find_first_of("\r\n") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_value_is_no_template) {
  const auto mail =
      render({"x", "{{customer_name}}", ""},
             sample_message(notification_type::success, "{{order_id}}"));
  BOOST_CHECK_EQUAL(mail.text, "{{order_id}}");
}

BOOST_AUTO_TEST_CASE(sections_of_what_is_not_there_are_left_out) {
  auto message = sample_message();
  message.order_ref.reset();
  const auto mail = render({"x",
                            "{{#order_ref}}ref{{/order_ref}}"
                            "{{^order_ref}}none{{/order_ref}}"
                            "{{#test}}test{{/test}}{{refund_number}}",
                            ""},
                           message);
  BOOST_CHECK_EQUAL(mail.text, "none");
}

BOOST_AUTO_TEST_CASE(every_placeholder_is_filled_in_and_documented) {
  auto message = sample_message(notification_type::refund_completed);
  message.test = true;
  const auto manual = orderd::testing::read_source("docs/operating.md").text;
  for (const auto& known : app::placeholders()) {
    if (known.name == "items")
      continue;
    const std::string name(known.name);
    const auto tag = known.of_section ? "{{#" + name + "}}x{{/" + name + "}}"
                                      : "{{" + name + "}}";
    const auto text = known.of_item ? "{{#items}}" + tag + "{{/items}}" : tag;
    BOOST_CHECK_EQUAL(fault_of(text), "");
    BOOST_CHECK_MESSAGE(!render({"x", text, ""}, message).text.empty(),
                        known.name << " is never filled in");
    BOOST_CHECK_MESSAGE(manual.find("`" + std::string(known.name) + "`") !=
                            std::string::npos,
                        "docs/operating.md lacks " << known.name);
  }
}

BOOST_AUTO_TEST_CASE(unknown_placeholders_are_named_with_their_place) {
  BOOST_CHECK_EQUAL(fault_of("Hello\n  {{nmae}}"),
                    "2:3 unknown placeholder {{nmae}}");
  BOOST_CHECK_EQUAL(fault_of("{{#items}}{{skuu}}{{/items}}"),
                    "1:11 unknown placeholder {{skuu}}");
  BOOST_CHECK_EQUAL(fault_of("{{^ordr}}x{{/ordr}}"),
                    "1:1 unknown placeholder {{ordr}}");
  BOOST_CHECK_EQUAL(fault_of("{{sku}}"),
                    "1:1 {{sku}} is known within {{#items}} alone");
  BOOST_CHECK_EQUAL(fault_of("{{^items}}{{sku}}{{/items}}"),
                    "1:11 {{sku}} is known within {{#items}} alone");
  BOOST_CHECK_EQUAL(fault_of("{{.}}"), "1:1 unknown placeholder {{.}}");
}

BOOST_AUTO_TEST_CASE(broken_syntax_is_named_with_its_place) {
  for (const auto* broken :
       {"a\n{{#items}}", "a\n{{/items}}", "a\n{{order_id", "a\n{{{order_id}}",
        "a\n{{#items}}{{#test}}{{/items}}{{/test}}", "a\n{{"}) {
    BOOST_TEST_CONTEXT(broken)
    BOOST_CHECK(fault_of(broken).starts_with("2:"));
  }
}

BOOST_AUTO_TEST_CASE(what_could_surprise_is_refused) {
  BOOST_CHECK(!fault_of("{{> other}}").empty());
  const std::string changed =
      "changed delimiters are not supported: write {{ and }}";
  for (const auto* text :
       {"a\n{{=<% %>=}}<% order_id %>", "a\n{{=<% %>=}}{{nmae}}",
        "a\n{{=<% %>=}}<% nmae %>", "a\n{{=<% %>=}}", "a\n{{=<%=}}"})
    BOOST_CHECK_EQUAL(fault_of(text), "2:1 " + changed);
  BOOST_CHECK_EQUAL(fault_of("{{! not {{=<% %>=}}"), "");
  BOOST_CHECK(
      !fault_of("{{{customer_name}}}", template_escaping::html).empty());
  BOOST_CHECK(!fault_of("{{&customer_name}}", template_escaping::html).empty());
  BOOST_CHECK_EQUAL(fault_of("{{{customer_name}}}{{! a note }}"), "");
}

BOOST_AUTO_TEST_CASE(what_is_for_sections_alone_is_no_value) {
  BOOST_CHECK_EQUAL(fault_of("x {{test}}"),
                    "1:3 {{test}} is no value: write {{#test}}...{{/test}}");
  BOOST_CHECK(!fault_of("{{{test}}}").empty());
  BOOST_CHECK(!fault_of("{{items}}").empty());
  BOOST_CHECK_EQUAL(fault_of("{{#test}}x{{/test}}{{^test}}y{{/test}}"), "");
}

BOOST_AUTO_TEST_CASE(what_is_of_refunds_is_empty_elsewhere) {
  const std::string text = "{{refund_id}}{{refund_number}}{{refund_status}}"
                           "{{#refund_number}}r{{/refund_number}}";
  BOOST_CHECK_EQUAL(fault_of(text), "");
  BOOST_CHECK_EQUAL(render({"x", text, ""}, sample_message()).text, "");
}

BOOST_AUTO_TEST_CASE(text_that_is_no_utf8_is_refused_with_its_place) {
  BOOST_CHECK_EQUAL(fault_of("Grüße"), "");
  BOOST_CHECK_EQUAL(fault_of("a\nGr\xfc\xdf"
                             "e"),
                    "2:3 the text is not valid UTF-8");
  const app::temporary_directory directory;
  directory.put("success.subject.mustache", "\xff");
  BOOST_CHECK_EQUAL(load_fault(directory), directory.path().string() +
                                               "/success.subject.mustache:1:1:"
                                               " the text is not valid UTF-8");
}

BOOST_AUTO_TEST_CASE(a_directory_replaces_some_and_leaves_the_others) {
  const app::temporary_directory directory;
  directory.put("success.txt.mustache", "Hi {{customer_name}}");
  directory.put("failure.subject.mustache", "Oh no");
  directory.put("README", "is no template");
  const auto loaded = app::load_mail_templates(directory.path().string());
  const auto built_in = app::default_mail_templates();
  BOOST_CHECK_EQUAL(loaded.of(notification_type::success).text,
                    "Hi {{customer_name}}");
  BOOST_CHECK_EQUAL(loaded.of(notification_type::success).html, "");
  BOOST_CHECK_EQUAL(loaded.of(notification_type::success).subject,
                    built_in.of(notification_type::success).subject);
  BOOST_CHECK_EQUAL(loaded.of(notification_type::failure).subject, "Oh no");
  BOOST_CHECK_EQUAL(loaded.of(notification_type::failure).html,
                    built_in.of(notification_type::failure).html);
}

BOOST_AUTO_TEST_CASE(a_bad_directory_is_refused_with_file_and_place) {
  const app::temporary_directory directory;
  const auto path = directory.path().string();
  directory.put("success.txt.mustache", "a\n{{nmae}}");
  BOOST_CHECK_EQUAL(load_fault(directory),
                    path + "/success.txt.mustache:2:1: unknown placeholder "
                           "{{nmae}}");
  directory.put("success.txt.mustache", "fine");
  directory.put("sucess.html.mustache", "a slip of the pen");
  BOOST_CHECK(load_fault(directory).starts_with(
      path + "/sucess.html.mustache:1:1: no template"));
  const app::temporary_directory other;
  other.put("failure.html.mustache", "<p>");
  BOOST_CHECK(load_fault(other).find("failure.txt.mustache is missing") !=
              std::string::npos);
  BOOST_CHECK_THROW(app::load_mail_templates(path + "/none"),
                    std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
