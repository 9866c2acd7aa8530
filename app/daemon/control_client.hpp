// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/daemon/control_limits.hpp"
#include "app/daemon/posix_file.hpp"

#include <deque>

namespace orderd::app {

/// A line that answers what is no request at all: a JSON-RPC error without id.
std::string control_error(int code, std::string_view message);

inline constexpr int invalid_request_code = -32600;
inline constexpr int busy_code = -32000;

/// One connection to the control socket: lines in, lines out, within limits.
/// It never blocks and never throws for what the peer does.
class control_client {
public:
  using clock = std::chrono::steady_clock;

  struct line {
    std::string text;
    unique_fd descriptor; ///< what was sent along with the line, if anything
  };

  /// Takes a connected non-blocking stream socket.
  control_client(unique_fd socket, const control_limits& limits);

  /// Reads what is there, once. A descriptor belongs to the line that it was
  /// sent with in one message; of several for a line the first one counts.
  void receive(clock::time_point now);

  /// The next whole line, unless too many are unanswered. Each one has to be
  /// answered by one `answer`.
  std::optional<line> next_line(clock::time_point now);

  /// Sends the answer to a line, which carries no line feed; an empty one
  /// only says that the line is done with.
  void answer(std::string_view text, clock::time_point now);

  /// Sends what can be sent now.
  void flush(clock::time_point now);

  /// Gives up what has taken too long.
  void check_deadlines(clock::time_point now);

  /// No more lines are taken, answers still go out.
  void end_input();

  /// The peer is gone.
  void give_up() noexcept {
    broken_ = true;
  }

  /// What to poll for.
  [[nodiscard]] short events() const;

  /// When `check_deadlines` is to be called.
  [[nodiscard]] std::optional<clock::time_point> deadline() const;

  [[nodiscard]] bool has_output() const noexcept {
    return sent_ < output_.size();
  }

  /// Whether the connection is to be closed.
  [[nodiscard]] bool finished() const;

  [[nodiscard]] int descriptor() const noexcept {
    return socket_.get();
  }

private:
  struct sent_descriptor {
    std::size_t line_start; ///< in input_
    unique_fd fd;
  };

  [[nodiscard]] bool paused() const;
  [[nodiscard]] bool reading() const;
  void take_bytes(std::string_view bytes, unique_fd descriptor,
                  clock::time_point now);
  unique_fd descriptor_of(std::size_t line_start);
  void refuse(std::string_view why, clock::time_point now);
  void send_line(std::string_view text, clock::time_point now);

  const control_limits* limits_;
  unique_fd socket_;
  std::string input_;
  std::size_t consumed_ = 0; ///< where the next line starts in input_
  std::size_t whole_ = 0;    ///< where the unfinished line starts
  std::deque<sent_descriptor> descriptors_;
  clock::time_point line_since_; ///< when the unfinished line was begun
  bool was_reading_ = true;
  std::string output_;
  std::size_t sent_ = 0;           ///< bytes of output_ that were sent
  clock::time_point output_since_; ///< when the peer last took something
  int in_flight_ = 0;
  bool input_ended_ = false;
  bool broken_ = false;
};

} // namespace orderd::app
