// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/damaged_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

namespace orderd::testing {

namespace {

std::string text_of(const domain::verify_report& report) {
  std::string text;
  for (const auto& rule : report.rules)
    for (const auto& one : rule.violations)
      text += std::to_string(rule.rule) + ": " + one.subject + " " + one.text +
              "\n";
  return text;
}

} // namespace

damaged_shop::damaged_shop() : figures(memory()) {}

domain::verify_report damaged_shop::verify() {
  reader.begin_verify();
  return reader.verify(figures);
}

void damaged_shop::expect(int rule, std::string_view damage,
                          std::string_view subject, std::string_view text) {
  change(damage);
  const auto report = verify();
  const auto& found =
      *std::ranges::find(report.rules, rule, &domain::verified_rule::rule);
  const auto hit = std::ranges::any_of(found.violations, [&](const auto& one) {
    return one.subject == subject && one.text.find(text) != std::string::npos;
  });
  BOOST_TEST(hit, "rule " << rule << " does not say \"" << text << "\" about "
                          << subject << ", but verify found:\n"
                          << text_of(report));
}

std::string damaged_shop::add_exception(std::string_view values) {
  return "INSERT INTO notification_exceptions (order_id, notification_id,"
         " delivery_status, attempts, channel) VALUES (" +
         std::string(values) + ")";
}

} // namespace orderd::testing
