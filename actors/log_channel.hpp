// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/event_log.hpp"
#include "actors/notification_channel.hpp"
#include "domain/money.hpp"

#include <memory>

namespace orderd::actors {

/// The channel `log`: one event `notification` a notice in the daemon's log,
/// at level info and whatever the configured level is.
class log_channel : public channel {
public:
  log_channel(std::shared_ptr<event_sink> events, domain::currency currency);

  [[nodiscard]] std::string_view name() const override;

  tl::expected<void, std::string>
  deliver(std::span<const domain::notice> notices,
          domain::utc_time now) override;

private:
  std::shared_ptr<event_sink> events_;
  domain::currency currency_;
};

} // namespace orderd::actors
