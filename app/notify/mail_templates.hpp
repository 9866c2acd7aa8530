// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/notification.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace orderd::app {

/// What one mail is made from, in Mustache.
struct mail_template {
  std::string subject;
  std::string text;
  std::string html; ///< empty: the mail is text alone
};

/// One for each type.
struct mail_templates {
  std::array<mail_template, domain::notification_types> by_type;

  [[nodiscard]] const mail_template& of(domain::notification_type type) const {
    return by_type.at(static_cast<std::size_t>(type));
  }
};

/// Those of the program.
mail_templates default_mail_templates();

/// The files `TYPE.subject.mustache`, `TYPE.txt.mustache` and
/// `TYPE.html.mustache` of a directory; for a type of which it has none, and
/// for a subject that it lacks, those of the program. Throws
/// std::runtime_error, `FILE:LINE:COLUMN: what is wrong`, at the first fault:
/// see `find_template_fault`; a type with HTML but no text; a name that no
/// template has; a directory that cannot be read.
mail_templates load_mail_templates(const std::string& directory);

} // namespace orderd::app
