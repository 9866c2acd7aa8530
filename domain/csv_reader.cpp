// SPDX-License-Identifier: Apache-2.0
#include "domain/csv_reader.hpp"

#include "domain/csv_scan.hpp"
#include "domain/limits.hpp"

#include <algorithm>
#include <utility>

namespace orderd::domain {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

} // namespace

csv_reader::csv_reader(csv_position start)
    : base_{start.offset}, line_{start.line}, settled_{start.offset != 0} {}

void csv_reader::feed(std::string_view bytes) {
  // Moving the rest down only when it is the smaller half keeps this linear.
  if (begin_ > buffer_.size() / 2) {
    base_ += static_cast<std::int64_t>(begin_);
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  buffer_.append(bytes);
}

csv_position csv_reader::position() const {
  return {base_ + static_cast<std::int64_t>(begin_), line_};
}

bool csv_reader::next(csv_record& record) {
  if (!settle_byte_order_mark()) {
    return false;
  }
  for (;;) {
    switch (state_ == state::fault ? progress::fault : scan()) {
    case progress::need_more:
      return false;
    case progress::fault:
      return deliver_fault(record);
    case progress::record:
      if (!is_blank()) {
        deliver(record);
        return true;
      }
      start_record(next_, 1);
    }
  }
}

bool csv_reader::settle_byte_order_mark() {
  if (settled_) {
    return true;
  }
  const auto known = std::min(buffer_.size(), byte_order_mark.size());
  const bool matches = buffer_.starts_with(byte_order_mark.substr(0, known));
  if (matches && known < byte_order_mark.size() && !finished_) {
    return false;
  }
  if (matches && known == byte_order_mark.size()) {
    begin_ = known;
  }
  settled_ = true;
  return true;
}

void csv_reader::deliver(csv_record& record) {
  record.line = line_;
  record.offset = position().offset;
  record.raw.assign(text(), without_cr(text(), 0, at_));
  record.error.reset();
  record.spans_.swap(spans_);
  record.unescaped_.swap(unescaped_);
  const auto further_lines =
      first_line_end_ == none ? 0 : std::count(text(), text() + at_, '\n');
  start_record(next_, 1 + further_lines);
}

/// Gives the error with the record's first physical line, once its end is
/// known; of an over-long line only the start is kept meanwhile.
bool csv_reader::deliver_fault(csv_record& record) {
  auto end = first_line_end_;
  if (end == none) {
    end = find_byte(text(), '\n', at_, size());
  }
  if (end == size() && !finished_) {
    at_ = end;
    if (at_ > csv_window) {
      dropped_ += at_ - limits::cut_raw_bytes;
      at_ = limits::cut_raw_bytes;
      buffer_.resize(begin_ + at_);
    }
    return false;
  }
  const auto length = without_cr(text(), 0, end);
  const bool cut = dropped_ > 0 || length > limits::row_bytes;
  record.line = line_;
  record.offset = position().offset;
  record.raw.assign(text(),
                    cut ? std::min(length, limits::cut_raw_bytes) : length);
  record.error = std::move(fault_);
  record.spans_.clear();
  record.unescaped_.clear();
  base_ += static_cast<std::int64_t>(dropped_);
  start_record(std::min(end + 1, size()), 1);
  return true;
}

void csv_reader::start_record(std::size_t next, std::int64_t lines) {
  begin_ += next;
  line_ += lines;
  state_ = state::field_start;
  at_ = field_ = escapes_ = dropped_ = 0;
  first_line_end_ = none;
  any_quotes_ = false;
  spans_.clear();
  unescaped_.clear();
}

} // namespace orderd::domain
