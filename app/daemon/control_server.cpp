// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/control_server.hpp"

#include <sys/socket.h>

#include <algorithm>

namespace orderd::app {

namespace {

/// How long no client is taken once the process has no descriptor for one.
constexpr std::chrono::seconds accept_pause{1};
/// Clients taken before others have their turn.
constexpr int accepts_a_turn = 16;

/// Hands over all lines that may be in flight.
void hand_over(std::int64_t id, control_client& client,
               const event_handlers& handlers,
               control_client::clock::time_point now) {
  while (auto line = client.next_line(now))
    handlers.on_request(id, std::move(line->text),
                        std::move(line->descriptor).share());
}

} // namespace

control_server::control_server(const std::filesystem::path& state_directory,
                               const control_limits& limits)
    : limits_(limits), socket_(state_directory) {}

void control_server::add_polls(std::vector<pollfd>& polls) {
  const bool accepting = !input_ended_ && !accept_waits_;
  // A negative descriptor keeps the entry's place and is not polled.
  polls.push_back({accepting ? socket_.descriptor() : -1, POLLIN, 0});
  polled_.clear();
  for (const auto& [id, client] : clients_) {
    polls.push_back({client.descriptor(), client.events(), 0});
    polled_.push_back(id);
  }
}

void control_server::handle(std::span<const pollfd> polls,
                            const event_handlers& handlers,
                            clock::time_point now) {
  for (std::size_t at = 0; at < polled_.size(); ++at) {
    const auto events = polls[at + 1].revents;
    const auto found = clients_.find(polled_[at]);
    if (events != 0 && found != clients_.end())
      serve(found->first, found->second, events, handlers, now);
  }
  if (polls[0].revents != 0)
    accept(handlers, now);
}

void control_server::serve(std::int64_t id, control_client& client,
                           short events, const event_handlers& handlers,
                           clock::time_point now) {
  if ((events & POLLOUT) != 0)
    client.flush(now);
  if ((events & POLLIN) != 0)
    client.receive(now);
  hand_over(id, client, handlers, now);
  // The peer is gone for good. What it had sent is taken first; what may not
  // be read now has nobody left to be answered to.
  const bool gone = (events & (POLLHUP | POLLERR | POLLNVAL)) != 0;
  if (gone && (events & POLLIN) == 0)
    client.give_up();
}

void control_server::accept(const event_handlers& handlers,
                            clock::time_point now) {
  try {
    for (int taken = 0; taken < accepts_a_turn; ++taken) {
      auto socket = socket_.accept();
      if (!socket)
        return;
      admit(std::move(socket));
    }
  } catch (const file_error& failure) {
    accept_waits_ = true;
    accept_from_ = now + accept_pause;
    handlers.on_trouble(failure.what());
  }
}

void control_server::admit(unique_fd socket) {
  if (clients_.size() < limits_.clients) {
    clients_.try_emplace(++last_id_, std::move(socket), limits_);
    return;
  }
  const auto busy =
      control_error(busy_code, "busy: " + std::to_string(limits_.clients) +
                                   " clients are connected already") +
      "\n";
  // A new socket has room for a line; whoever does not read it needs none.
  static_cast<void>(::send(socket.get(), busy.data(), busy.size(),
                           MSG_NOSIGNAL | MSG_DONTWAIT));
}

void control_server::reply(std::int64_t client, std::string_view line,
                           const event_handlers& handlers,
                           clock::time_point now) {
  const auto found = clients_.find(client);
  if (found == clients_.end())
    return;
  found->second.answer(line, now);
  hand_over(client, found->second, handlers, now);
}

void control_server::check(const event_handlers& handlers,
                           clock::time_point now) {
  if (accept_waits_ && now >= accept_from_)
    accept_waits_ = false;
  for (auto at = clients_.begin(); at != clients_.end();) {
    at->second.check_deadlines(now);
    if (!at->second.finished()) {
      ++at;
      continue;
    }
    const auto id = at->first;
    at = clients_.erase(at);
    handlers.on_closed(id);
  }
}

std::optional<control_server::clock::time_point>
control_server::deadline() const {
  std::optional<clock::time_point> first;
  if (accept_waits_)
    first = accept_from_;
  for (const auto& [id, client] : clients_)
    if (const auto due = client.deadline())
      first = first ? std::min(*first, *due) : *due;
  return first;
}

void control_server::end_input() {
  input_ended_ = true;
  for (auto& [id, client] : clients_)
    client.end_input();
}

bool control_server::flushed() const {
  return std::ranges::none_of(
      clients_, [](const auto& one) { return one.second.has_output(); });
}

} // namespace orderd::app
