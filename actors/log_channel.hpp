// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/event_log.hpp"
#include "actors/notification_channel.hpp"
#include "domain/money.hpp"

#include <memory>

namespace orderd::actors {

/// The channel `log`: one event `notification` a message in the daemon's log,
/// at level info and whatever the configured level is. A log that cannot be
/// written to is `down`: nothing is wrong with the messages.
class log_channel : public channel {
public:
  log_channel(std::shared_ptr<event_sink> events, domain::currency currency);

  [[nodiscard]] std::string_view name() const override;
  [[nodiscard]] traits needs() const override;
  [[nodiscard]] std::unique_ptr<channel_session> open() override;
  [[nodiscard]] std::string
  receiver_of(const domain::outgoing& message) const override;

private:
  std::shared_ptr<event_sink> events_;
  domain::currency currency_;
};

} // namespace orderd::actors
