// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::domain {

/// A place between two records of a file, where reading can start again.
struct csv_position {
  std::int64_t offset = 0; ///< in bytes from the file's start
  std::int64_t line = 1;   ///< the physical line that starts there

  friend bool operator==(const csv_position&, const csv_position&) = default;
};

/// What is wrong with a record as CSV.
struct csv_error {
  std::string_view code;  ///< of `domain/reject_codes.hpp`
  std::string reason;     ///< a sentence for the partner
  std::size_t column = 0; ///< counted from 1; 0 for the record as a whole
};

/// One record of a file. It owns its bytes, so it can be kept and copied;
/// given to `csv_reader::next` again, its storage is used again.
class csv_record {
public:
  std::int64_t line = 0;   ///< its first physical line, counted from 1
  std::int64_t offset = 0; ///< of its first byte in the file
  /// The record as it stood, without its line end. A record with an error
  /// is its first physical line alone, cut if that is over the limit.
  std::string raw;
  std::optional<csv_error> error;

  /// The number of fields; 0 for a record with an error.
  [[nodiscard]] std::size_t size() const noexcept {
    return spans_.size();
  }

  /// A field without its quotes. The view holds until the record changes.
  [[nodiscard]] std::string_view operator[](std::size_t index) const {
    const auto& place = spans_[index];
    const std::string_view in = place.unescaped ? unescaped_ : raw;
    return in.substr(place.begin, place.length);
  }

private:
  friend class csv_reader;

  struct span {
    std::size_t begin = 0;
    std::size_t length = 0;
    bool unescaped = false; ///< stands in `unescaped_`, not in `raw`
  };

  std::vector<span> spans_;
  std::string unescaped_;
};

/// Reads records from a file of any size that comes in pieces of any size, in
/// memory bounded by `limits::row_bytes` plus one piece.
///
/// The format is RFC 4180 with LF or CRLF and an optional byte order mark.
/// Blank lines are no records. Once `set_columns` was called, an unquoted
/// last field that starts with `[` or `{` runs to the end of its physical
/// line as it stands, and each record must have that many fields.
///
/// A record with an error is its first physical line, and reading resumes at
/// the next physical line, so an error never swallows what follows it.
class csv_reader {
public:
  /// Starts at a position that `position()` gave for the same file; `feed`
  /// then takes the bytes from its offset on.
  explicit csv_reader(csv_position start = {});

  /// Says how many columns the header has; called between two records.
  void set_columns(std::size_t count) {
    columns_ = count;
  }

  /// Adds the bytes that follow in the file.
  void feed(std::string_view bytes);

  /// Says that the file ends here.
  void finish() {
    finished_ = true;
  }

  /// Gives the next record, or false if it takes more bytes or `finish`.
  bool next(csv_record& record);

  /// Where the next record that `next` did not give yet starts.
  [[nodiscard]] csv_position position() const;

private:
  enum class state { field_start, unquoted, verbatim, quoted, fault };
  enum class step { go_on, exhausted, complete, fault };
  enum class progress { need_more, record, fault };

  [[nodiscard]] const char* text() const {
    return buffer_.data() + begin_;
  }
  [[nodiscard]] std::size_t size() const {
    return buffer_.size() - begin_;
  }

  bool settle_byte_order_mark();
  progress scan(); // from here to line_at: csv_scan.cpp
  step scan_on(std::size_t end);
  step scan_field_start();
  step scan_unquoted(std::size_t end);
  step scan_verbatim(std::size_t end);
  step scan_quoted(std::size_t end);
  step close_quote(std::size_t quote, std::size_t end);
  step close_field(std::size_t end);
  step close_record(std::size_t next);
  step end_of_window(std::size_t end);
  step end_of_file();
  step fail(csv_error error);
  void note_line_end(std::size_t end);
  [[nodiscard]] bool is_last_and_json() const;
  [[nodiscard]] bool is_blank() const;
  [[nodiscard]] std::int64_t line_at(std::size_t at) const;
  void deliver(csv_record& record);
  bool deliver_fault(csv_record& record);
  void start_record(std::size_t next, std::int64_t lines);

  static constexpr std::size_t none = std::string::npos;

  std::string buffer_;
  std::size_t begin_ = 0; ///< of the record that is being read, in `buffer_`
  std::int64_t base_;     ///< offset of `buffer_`'s first byte in the file
  std::int64_t line_;
  std::size_t columns_ = 0;
  bool finished_ = false;
  bool settled_ = false; ///< whether a byte order mark was looked for

  // The record that is being read; all places count from its first byte.
  state state_ = state::field_start;
  std::size_t at_ = 0;
  std::size_t next_ = 0; ///< first byte behind the record, once complete
  std::size_t field_ = 0;
  std::size_t escapes_ = 0;           ///< doubled quotes in this field
  std::size_t first_line_end_ = none; ///< of a record of several lines
  std::size_t dropped_ = 0; ///< bytes of an over-long line that are not kept
  bool any_quotes_ = false;
  csv_error fault_;
  std::vector<csv_record::span> spans_;
  std::string unescaped_;
};

} // namespace orderd::domain
