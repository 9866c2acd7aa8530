// SPDX-License-Identifier: Apache-2.0
#include "actors/channel_worker.hpp"

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace orderd::actors {
namespace {

using domain::handed;

class open_channel {
public:
  open_channel(std::shared_ptr<channel> target,
               std::shared_ptr<const wall_clock> clock)
      : target_(std::move(target)), clock_(std::move(clock)) {}

  messages_delivered deliver(const std::vector<domain::outgoing>& messages) {
    auto results = std::make_shared<std::vector<handed>>(attempt(messages));
    results->resize(messages.size(),
                    {handed::verdict::again,
                     "channel " + std::string(target_->name()) +
                         " did not say what became of this message"});
    return {std::move(results)};
  }

private:
  std::vector<handed> attempt(const std::vector<domain::outgoing>& messages) {
    try {
      if (!session_)
        session_ = target_->open();
      return session_->deliver(messages, clock_->now());
    } catch (const std::exception& why) {
      session_ = nullptr;
      return {messages.size(),
              {handed::verdict::again,
               "channel " + std::string(target_->name()) +
                   " cannot hand over " + std::to_string(messages.size()) +
                   " messages: " + why.what()}};
    }
  }

  std::shared_ptr<channel> target_;
  std::shared_ptr<const wall_clock> clock_;
  std::unique_ptr<channel_session> session_;
};

} // namespace

channel_actor::behavior_type
channel_worker(channel_actor::pointer, std::shared_ptr<channel> target,
               std::shared_ptr<const wall_clock> clock) {
  const auto open =
      std::make_shared<open_channel>(std::move(target), std::move(clock));
  return {
      [open](const deliver_messages& message) {
        return open->deliver(*message.messages);
      },
  };
}

} // namespace orderd::actors
