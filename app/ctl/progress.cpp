// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/progress.hpp"

#include "app/ctl/fields.hpp"

#include <algorithm>
#include <ostream>

namespace orderd::ctl {

namespace {

constexpr std::int64_t bar_width = 24;
constexpr const char* clear_line = "\r\033[K";

} // namespace

std::string progress_text(const document& import) {
  const auto size = std::max<std::int64_t>(count(import, "size_bytes"), 1);
  const auto read =
      std::clamp<std::int64_t>(count(import, "read_bytes"), 0, size);
  // Divides first: a file's size times 100 might not fit.
  const auto share = static_cast<double>(read) / static_cast<double>(size);
  const auto filled = static_cast<std::int64_t>(share * bar_width);
  const auto percent = static_cast<std::int64_t>(share * 100);
  std::string bar(static_cast<std::size_t>(filled), '#');
  bar.resize(bar_width, '.');
  auto text = "[" + bar + "] " + std::to_string(percent) + " %  " +
              number(import, "rows") + " rows, " + number(import, "accepted") +
              " accepted";
  if (count(import, "duplicates") != 0)
    text += ", " + number(import, "duplicates") + " duplicates";
  if (count(import, "rejected") != 0)
    text += ", " + number(import, "rejected") + " rejected";
  return text;
}

progress_bar::progress_bar(std::ostream& err, bool is_terminal)
    : err_(err), is_terminal_(is_terminal) {}

progress_bar::~progress_bar() {
  if (drawn_)
    err_ << clear_line << std::flush;
}

void progress_bar::draw(const std::string& text) {
  if (!is_terminal_)
    return;
  err_ << clear_line << text << std::flush;
  drawn_ = true;
}

} // namespace orderd::ctl
