// SPDX-License-Identifier: Apache-2.0
#include "domain/csv_scan.hpp"

#include "domain/csv_reader.hpp"
#include "domain/limits.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

// Why this takes time in proportion to the file, although reading resumes at
// the second line of a record with an error: a line that an open quote runs
// through without an end or an error holds an even number of quotes, so read
// by itself it cannot leave a quote open. Each byte is thus passed at most
// once on the way to an error and once by itself.

namespace orderd::domain {

namespace {

constexpr std::array<bool, 256> ends_unquoted = [] {
  std::array<bool, 256> table{};
  for (const unsigned char c : {',', '"', '\n'}) {
    table[c] = true;
  }
  return table;
}();

} // namespace

csv_reader::progress csv_reader::scan() {
  const auto end = std::min(size(), csv_window);
  auto done = step::go_on;
  while (done == step::go_on) {
    done = at_ == end ? step::exhausted : scan_on(end);
  }
  if (done == step::exhausted) {
    done = end_of_window(end);
  }
  if (done == step::exhausted) {
    return progress::need_more;
  }
  return done == step::complete ? progress::record : progress::fault;
}

csv_reader::step csv_reader::scan_on(std::size_t end) {
  switch (state_) {
  case state::field_start:
    return scan_field_start();
  case state::unquoted:
    return scan_unquoted(end);
  case state::verbatim:
    return scan_verbatim(end);
  case state::quoted:
    return scan_quoted(end);
  case state::fault:
    break;
  }
  return step::fault;
}

csv_reader::step csv_reader::scan_field_start() {
  const bool quote = text()[at_] == '"';
  state_ = quote ? state::quoted : state::unquoted;
  any_quotes_ = any_quotes_ || quote;
  at_ += quote ? 1 : 0;
  field_ = at_;
  escapes_ = 0;
  return step::go_on;
}

csv_reader::step csv_reader::scan_unquoted(std::size_t end) {
  const auto* bytes = text();
  auto at = at_;
  while (at < end && !ends_unquoted[static_cast<unsigned char>(bytes[at])]) {
    ++at;
  }
  at_ = at;
  if (at == end) {
    return step::exhausted;
  }
  if (bytes[at] == '\n') {
    const auto closed = close_field(without_cr(bytes, field_, at));
    return closed == step::go_on ? close_record(at + 1) : closed;
  }
  if (is_last_and_json()) {
    state_ = state::verbatim;
    return step::go_on;
  }
  if (bytes[at] == '"') {
    return fail(quote_in_unquoted(spans_.size() + 1));
  }
  ++at_;
  state_ = state::field_start;
  return close_field(at);
}

csv_reader::step csv_reader::scan_verbatim(std::size_t end) {
  at_ = find_byte(text(), '\n', at_, end);
  if (at_ == end) {
    return step::exhausted;
  }
  const auto closed = close_field(without_cr(text(), field_, at_));
  return closed == step::go_on ? close_record(at_ + 1) : closed;
}

csv_reader::step csv_reader::scan_quoted(std::size_t end) {
  const auto quote = find_byte(text(), '"', at_, end);
  note_line_end(quote);
  at_ = quote;
  if (quote == end || (quote + 1 == end && !(finished_ && end == size()))) {
    return step::exhausted;
  }
  if (quote + 1 < end && text()[quote + 1] == '"') {
    at_ += 2;
    ++escapes_;
    return step::go_on;
  }
  return close_quote(quote, end);
}

csv_reader::step csv_reader::close_quote(std::size_t quote, std::size_t end) {
  auto behind = quote + 1;
  if (behind < end && text()[behind] == '\r') {
    ++behind;
    if (behind == end && !(finished_ && end == size())) {
      return step::exhausted;
    }
  }
  if (behind == end || text()[behind] == '\n') {
    at_ = behind;
    const auto closed = close_field(quote);
    return closed == step::go_on ? close_record(std::min(behind + 1, size()))
                                 : closed;
  }
  if (text()[quote + 1] != ',') {
    return fail(
        misplaced_quote(spans_.size() + 1, line_at(quote), text()[quote + 1]));
  }
  at_ = quote + 2;
  const auto closed = close_field(quote);
  if (closed == step::go_on) {
    state_ = state::field_start;
  }
  return closed;
}

/// Takes [field_, end) as a field.
csv_reader::step csv_reader::close_field(std::size_t end) {
  const auto length = end - field_ - escapes_;
  if (length > limits::field_bytes) {
    return fail(field_too_long(spans_.size() + 1, length));
  }
  if (escapes_ == 0) {
    spans_.push_back({field_, length, false});
    return step::go_on;
  }
  spans_.push_back({unescaped_.size(), length, true});
  for (auto from = field_; from < end;) {
    const auto quote = find_byte(text(), '"', from, end);
    unescaped_.append(text() + from, std::min(quote + 1, end) - from);
    from = quote + 2;
  }
  return step::go_on;
}

/// Takes [0, at_) as the record, if it keeps the limits.
csv_reader::step csv_reader::close_record(std::size_t next) {
  next_ = next;
  if (without_cr(text(), 0, at_) > limits::row_bytes) {
    return fail(row_too_long());
  }
  if (columns_ != 0 && spans_.size() != columns_ && !is_blank()) {
    return fail(wrong_field_count(columns_, spans_.size(),
                                  first_line_end_ == none ? 0 : line_at(at_)));
  }
  return step::complete;
}

csv_reader::step csv_reader::end_of_window(std::size_t end) {
  note_line_end(end);
  const bool open = state_ == state::quoted;
  if (end == csv_window) {
    return fail(open && first_line_end_ != none
                    ? unclosed_quote(spans_.size() + 1, false)
                    : row_too_long());
  }
  if (!finished_ || size() == 0) {
    return step::exhausted;
  }
  return open ? fail(unclosed_quote(spans_.size() + 1, true)) : end_of_file();
}

/// Closes a last record that has no line end.
csv_reader::step csv_reader::end_of_file() {
  if (state_ == state::field_start) {
    field_ = at_;
    escapes_ = 0;
  }
  const auto closed = close_field(without_cr(text(), field_, at_));
  return closed == step::go_on ? close_record(at_) : closed;
}

csv_reader::step csv_reader::fail(csv_error error) {
  state_ = state::fault;
  fault_ = std::move(error);
  return step::fault;
}

/// Looks in a quoted field for the end of the record's first line.
void csv_reader::note_line_end(std::size_t end) {
  if (state_ == state::quoted && first_line_end_ == none) {
    const auto found = find_byte(text(), '\n', at_, end);
    first_line_end_ = found < end ? found : none;
  }
}

bool csv_reader::is_last_and_json() const {
  if (spans_.size() + 1 != columns_) {
    return false;
  }
  const auto field = trim({text() + field_, at_ - field_});
  return field.starts_with('[') || field.starts_with('{');
}

bool csv_reader::is_blank() const {
  const auto& field = spans_.front();
  return spans_.size() == 1 && !any_quotes_ &&
         trim({text() + field.begin, field.length}).empty();
}

/// The physical line on which a byte of the record stands.
std::int64_t csv_reader::line_at(std::size_t at) const {
  return line_ + std::count(text(), text() + at, '\n');
}

} // namespace orderd::domain
