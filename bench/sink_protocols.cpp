// SPDX-License-Identifier: Apache-2.0
#include "bench/sink_protocols.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace orderd::bench {

namespace {

bool begins_with(std::string_view line, std::string_view word) {
  return line.size() >= word.size() &&
         std::ranges::equal(line.substr(0, word.size()), word, {},
                            [](unsigned char c) { return std::toupper(c); });
}

class smtp_sink final : public sink_protocol {
public:
  std::string greeting() const override {
    return "220 sink ESMTP\r\n";
  }

  int receive(std::string_view bytes, std::string& answer) override {
    int messages = 0;
    buffer_ += bytes;
    std::size_t from = 0;
    for (auto end = buffer_.find("\r\n"); end != std::string::npos;
         end = buffer_.find("\r\n", from)) {
      const auto line = std::string_view(buffer_).substr(from, end - from);
      messages +=
          in_data_ ? take_content(line, answer) : take_command(line, answer);
      from = end + 2;
    }
    buffer_.erase(0, from);
    return messages;
  }

  bool is_over() const override {
    return over_;
  }

private:
  int take_content(std::string_view line, std::string& answer) {
    if (line != ".")
      return 0;
    in_data_ = false;
    answer += "250 2.0.0 taken\r\n";
    return 1;
  }

  int take_command(std::string_view line, std::string& answer) {
    if (begins_with(line, "EHLO")) {
      answer += "250-sink\r\n250-PIPELINING\r\n250-SIZE\r\n250-8BITMIME\r\n"
                "250 SMTPUTF8\r\n";
    } else if (begins_with(line, "DATA")) {
      in_data_ = true;
      answer += "354 go on\r\n";
    } else if (begins_with(line, "QUIT")) {
      over_ = true;
      answer += "221 2.0.0 bye\r\n";
    } else {
      answer += "250 2.0.0 OK\r\n";
    }
    return 0;
  }

  std::string buffer_;
  bool in_data_ = false;
  bool over_ = false;
};

/// Requests with a Content-Length, or without a body.
class http_sink final : public sink_protocol {
public:
  std::string greeting() const override {
    return {};
  }

  int receive(std::string_view bytes, std::string& answer) override {
    int messages = 0;
    buffer_ += bytes;
    for (auto size = request_size(); size != 0; size = request_size()) {
      buffer_.erase(0, size);
      answer += "HTTP/1.1 204 No Content\r\n\r\n";
      ++messages;
    }
    return messages;
  }

  bool is_over() const override {
    return false;
  }

private:
  /// 0 while the request is not whole.
  [[nodiscard]] std::size_t request_size() const {
    const auto head = buffer_.find("\r\n\r\n");
    if (head == std::string::npos)
      return 0;
    const auto size = head + 4 + body_size(head);
    return buffer_.size() >= size ? size : 0;
  }

  [[nodiscard]] std::size_t body_size(std::size_t head) const {
    constexpr std::string_view name = "CONTENT-LENGTH: ";
    for (std::size_t line = 0; line < head;
         line = buffer_.find("\r\n", line) + 2) {
      const auto rest = std::string_view(buffer_).substr(line);
      if (!begins_with(rest, name))
        continue;
      std::size_t size = 0;
      std::from_chars(rest.data() + name.size(), rest.data() + rest.size(),
                      size);
      return size;
    }
    return 0;
  }

  std::string buffer_;
};

} // namespace

std::unique_ptr<sink_protocol> make_protocol(std::string_view name) {
  if (name == "smtp")
    return std::make_unique<smtp_sink>();
  if (name == "http")
    return std::make_unique<http_sink>();
  return nullptr;
}

} // namespace orderd::bench
