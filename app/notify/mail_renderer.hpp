// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/notify/mail_templates.hpp"
#include "domain/money.hpp"
#include "domain/outgoing.hpp"

#include <memory>
#include <string>

namespace orderd::app {

/// What a mail says.
struct rendered_mail {
  std::string subject; ///< one line
  std::string text;    ///< lines end in CRLF
  std::string html;    ///< the same; may be empty
};

/// Fills templates in. For one thread at a time.
class mail_renderer {
public:
  /// The templates must have passed `find_template_fault`.
  explicit mail_renderer(const mail_templates& templates);
  ~mail_renderer();
  mail_renderer(const mail_renderer&) = delete;
  mail_renderer& operator=(const mail_renderer&) = delete;

  rendered_mail render(const domain::outgoing& message,
                       const domain::currency& in);

private:
  struct compiled;
  std::unique_ptr<compiled> compiled_;
};

} // namespace orderd::app
