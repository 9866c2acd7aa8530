// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace orderd::ctl {

/// How a piece of text stands out on a terminal.
enum class tone { plain, good, bad, waiting, dim };

/// Whether tones become colours.
enum class colours { off, on };

/// The text in its tone.
std::string painted(const std::string& text, tone how, colours use);

/// The tone of a status word: paid is good, cancelled is bad.
tone tone_of(const std::string& status);

/// One cell. Its text is harmless for a terminal.
struct cell {
  std::string text;
  tone how = tone::plain;
};

enum class align { left, right };

/// Rows in aligned columns, two blanks apart; nothing trails a line.
class table {
public:
  struct column {
    std::string title;
    align side = align::left;
  };

  explicit table(std::vector<column> columns);

  /// As many cells as there are columns.
  void add(std::vector<cell> row);

  [[nodiscard]] bool empty() const noexcept {
    return rows_.empty();
  }

  /// The table with its header, each line ended.
  [[nodiscard]] std::string text(colours use) const;

private:
  std::vector<column> columns_;
  std::vector<std::vector<cell>> rows_;
};

/// Names and values below each other, the values aligned and indented by two.
std::string facts_text(const std::vector<std::pair<std::string, cell>>& facts,
                       colours use);

} // namespace orderd::ctl
