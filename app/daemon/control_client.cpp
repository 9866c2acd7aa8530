// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/control_client.hpp"

#include <nlohmann/json.hpp>

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace orderd::app {

namespace {

constexpr std::size_t receive_bytes = 64 * 1024;
/// What the kernel lets one message carry.
constexpr std::size_t descriptors_a_message = 253;

/// The first descriptor of a message; the others are closed.
unique_fd take_descriptor(msghdr& message) {
  unique_fd first;
  for (auto* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
      continue;
    const auto count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t at = 0; at < count; ++at) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(part) + at * sizeof fd, sizeof fd);
      unique_fd owned(fd);
      if (!first)
        first = std::move(owned);
    }
  }
  return first;
}

bool try_later(int error) {
  return error == EAGAIN || error == EINTR;
}

} // namespace

std::string control_error(int code, std::string_view message) {
  // The order of the members is that of the specification's examples.
  nlohmann::ordered_json error = {{"jsonrpc", "2.0"}, {"id", nullptr}};
  error["error"] = {{"code", code}, {"message", message}};
  return error.dump();
}

control_client::control_client(unique_fd socket, const control_limits& limits)
    : limits_(&limits), socket_(std::move(socket)) {}

void control_client::receive(clock::time_point now) {
  if (!reading())
    return;
  std::array<char, receive_bytes> bytes;
  alignas(cmsghdr)
      std::array<char, CMSG_SPACE(descriptors_a_message * sizeof(int))>
          control;
  iovec into{bytes.data(), bytes.size()};
  msghdr message{};
  message.msg_iov = &into;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const auto got =
      ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (got < 0) {
    broken_ = !try_later(errno);
    return;
  }
  auto descriptor = take_descriptor(message);
  if (got > 0)
    return take_bytes({bytes.data(), static_cast<std::size_t>(got)},
                      std::move(descriptor), now);
  input_ended_ = true;
  if (whole_ < input_.size())
    refuse("the last line does not end in a line feed", now);
}

void control_client::take_bytes(std::string_view bytes, unique_fd descriptor,
                                clock::time_point now) {
  if (whole_ == input_.size())
    line_since_ = now;
  const auto before = input_.size();
  input_ += bytes;
  if (descriptor) {
    // The kernel ends a read with the message that carried a descriptor: it
    // belongs to the last line that has bytes in this read.
    const auto feed = bytes.substr(0, bytes.size() - 1).rfind('\n');
    const auto start =
        feed == std::string_view::npos ? whole_ : before + feed + 1;
    if (descriptors_.empty() || descriptors_.back().line_start != start)
      descriptors_.push_back({start, std::move(descriptor)});
  }
  const auto last = bytes.rfind('\n');
  if (last != std::string_view::npos) {
    whole_ = before + last + 1;
    line_since_ = now;
  }
  if (input_.size() - whole_ > limits_->line_bytes)
    refuse("the line is longer than " + std::to_string(limits_->line_bytes) +
               " bytes",
           now);
}

std::optional<control_client::line>
control_client::next_line(clock::time_point now) {
  while (!broken_ && !paused() && consumed_ < whole_) {
    const auto start = consumed_;
    const auto end = input_.find('\n', start);
    line next{input_.substr(start, end - start), descriptor_of(start)};
    consumed_ = end + 1;
    if (consumed_ == whole_) {
      input_.erase(0, whole_);
      for (auto& one : descriptors_)
        one.line_start -= whole_;
      consumed_ = whole_ = 0;
    }
    if (next.text.size() > limits_->line_bytes) {
      refuse("a line is longer than " + std::to_string(limits_->line_bytes) +
                 " bytes",
             now);
      return std::nullopt;
    }
    // A person at the socket may press return once more.
    if (next.text.find_first_not_of(" \t\r") == std::string::npos)
      continue;
    ++in_flight_;
    return next;
  }
  return std::nullopt;
}

unique_fd control_client::descriptor_of(std::size_t line_start) {
  if (descriptors_.empty() || descriptors_.front().line_start != line_start)
    return {};
  auto fd = std::move(descriptors_.front().fd);
  descriptors_.pop_front();
  return fd;
}

void control_client::answer(std::string_view text, clock::time_point now) {
  in_flight_ = std::max(0, in_flight_ - 1);
  if (!text.empty())
    send_line(text, now);
}

void control_client::end_input() {
  input_ended_ = true;
  input_.clear();
  descriptors_.clear();
  consumed_ = whole_ = 0;
}

/// Answers what cannot be a request, and takes no more of it.
void control_client::refuse(std::string_view why, clock::time_point now) {
  input_ended_ = true;
  input_.resize(whole_);
  std::erase_if(descriptors_,
                [&](const auto& one) { return one.line_start >= whole_; });
  send_line(control_error(invalid_request_code, why), now);
}

void control_client::send_line(std::string_view text, clock::time_point now) {
  if (!has_output())
    output_since_ = now;
  output_ += text;
  output_ += '\n';
  flush(now);
  if (output_.size() - sent_ > limits_->output_bytes)
    broken_ = true;
}

void control_client::flush(clock::time_point now) {
  while (has_output() && !broken_) {
    const auto sent =
        ::send(socket_.get(), output_.data() + sent_, output_.size() - sent_,
               MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      broken_ = !try_later(errno);
      break;
    }
    sent_ += static_cast<std::size_t>(sent);
    output_since_ = now;
  }
  // Moved rarely, so that a long answer is not moved once for every piece.
  if (sent_ * 2 >= output_.size()) {
    output_.erase(0, sent_);
    sent_ = 0;
  }
}

void control_client::check_deadlines(clock::time_point now) {
  if (has_output() && now >= output_since_ + limits_->read_deadline)
    broken_ = true;
  // A line that waits because nothing is read from it is not the peer's fault.
  if (reading() && !was_reading_)
    line_since_ = now;
  was_reading_ = reading();
  if (was_reading_ && whole_ < input_.size() &&
      now >= line_since_ + limits_->line_deadline)
    refuse("the line was not finished in time", now);
}

std::optional<control_client::clock::time_point>
control_client::deadline() const {
  std::optional<clock::time_point> first;
  if (has_output())
    first = output_since_ + limits_->read_deadline;
  if (reading() && whole_ < input_.size()) {
    const auto due = line_since_ + limits_->line_deadline;
    first = first ? std::min(*first, due) : due;
  }
  return first;
}

bool control_client::paused() const {
  return in_flight_ >= limits_->in_flight ||
         output_.size() - sent_ >= limits_->output_pause_bytes;
}

bool control_client::reading() const {
  return !broken_ && !input_ended_ && !paused() && consumed_ == whole_;
}

short control_client::events() const {
  return static_cast<short>((reading() ? POLLIN : 0) |
                            (has_output() ? POLLOUT : 0));
}

bool control_client::finished() const {
  return broken_ || (input_ended_ && in_flight_ == 0 && !has_output() &&
                     consumed_ == whole_);
}

} // namespace orderd::app
