// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/table.hpp"

#include "app/ctl/text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace orderd::ctl {

namespace {

constexpr std::size_t gap = 2;

std::string_view code_of(tone how) {
  switch (how) {
  case tone::good:
    return "\033[32m";
  case tone::bad:
    return "\033[31m";
  case tone::waiting:
    return "\033[33m";
  case tone::dim:
    return "\033[2m";
  case tone::plain:
    break;
  }
  return {};
}

/// Adds one cell; the last one of a line gets no blanks behind it.
void put(std::string& line, const cell& what, std::size_t width, align side,
         bool last, colours use) {
  const auto taken = display_width(what.text);
  const std::string blanks(width > taken ? width - taken : 0, ' ');
  const auto text = painted(what.text, what.how, use);
  line += side == align::right ? blanks + text : text;
  if (!last && side == align::left)
    line += blanks;
  if (!last)
    line.append(gap, ' ');
}

void end_line(std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
  line += '\n';
}

} // namespace

std::string painted(const std::string& text, tone how, colours use) {
  if (use == colours::off || how == tone::plain || text.empty())
    return text;
  return std::string(code_of(how)) + text + "\033[0m";
}

tone tone_of(const std::string& status) {
  if (status == "paid" || status == "done" || status == "ready" ||
      status == "delivered" || status == "shipped" || status == "sent" ||
      status == "completed")
    return tone::good;
  if (status == "cancelled" || status == "failed" || status == "degraded" ||
      status == "quarantined" || status == "reversed" || status == "expired")
    return tone::bad;
  if (status == "processing" || status == "pending" || status == "running" ||
      status == "waiting" || status == "starting" || status == "draining" ||
      status == "retrying")
    return tone::waiting;
  return tone::plain;
}

table::table(std::vector<column> columns) : columns_(std::move(columns)) {}

void table::add(std::vector<cell> row) {
  row.resize(columns_.size());
  rows_.push_back(std::move(row));
}

std::string table::text(colours use) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto width = display_width(columns_[i].title);
    for (const auto& row : rows_)
      width = std::max(width, display_width(row[i].text));
    widths.push_back(width);
  }
  std::string result;
  const auto add_line = [&](const auto& cell_at) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      put(line, cell_at(i), widths[i], columns_[i].side,
          i + 1 == columns_.size(), use);
    end_line(line);
    result += line;
  };
  add_line([&](std::size_t i) { return cell{columns_[i].title, tone::dim}; });
  for (const auto& row : rows_)
    add_line([&](std::size_t i) { return row[i]; });
  return result;
}

std::string facts_text(const std::vector<std::pair<std::string, cell>>& facts,
                       colours use) {
  std::size_t width = 0;
  for (const auto& [name, value] : facts)
    width = std::max(width, display_width(name));
  std::string result;
  for (const auto& [name, value] : facts) {
    std::string line(gap, ' ');
    put(line, {name, tone::dim}, width, align::left, false, use);
    put(line, value, 0, align::left, true, use);
    end_line(line);
    result += line;
  }
  return result;
}

} // namespace orderd::ctl
