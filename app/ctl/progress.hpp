// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/ctl/connection.hpp"

#include <iosfwd>
#include <string>

namespace orderd::ctl {

/// One line about an import that runs: a bar by bytes read, and the counts.
std::string progress_text(const document& import);

/// Draws the line again and again in one place of a terminal, and nothing
/// anywhere else. The line is gone when it ends.
class progress_bar {
public:
  progress_bar(std::ostream& err, bool is_terminal);
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;
  ~progress_bar();

  void draw(const std::string& text);

private:
  std::ostream& err_;
  bool is_terminal_;
  bool drawn_ = false;
};

} // namespace orderd::ctl
