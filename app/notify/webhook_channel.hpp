// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/notification_channel.hpp"
#include "app/notify/channel_terms.hpp"
#include "app/notify/latest.hpp"
#include "config/config.hpp"

#include <memory>
#include <string>
#include <vector>

namespace orderd::app {

/// The most that is read of an answer's body: nothing in it matters.
inline constexpr std::size_t longest_webhook_answer = std::size_t{64} * 1024;

/// The channel `webhook`: one signed POST a notification.
class webhook_channel : public actors::channel {
public:
  /// Throws unusable_file if the secret cannot be used.
  webhook_channel(const config::webhook_options& options, channel_terms terms);

  [[nodiscard]] std::string_view name() const override;
  [[nodiscard]] traits needs() const override;
  [[nodiscard]] std::unique_ptr<actors::channel_session> open() override;
  [[nodiscard]] std::string
  receiver_of(const domain::outgoing& message) const override;

  /// Reads the secrets anew. If that fails they stay; throws like the
  /// constructor.
  void reload_secrets();

  /// What a session needs; for the sessions alone.
  struct shared {
    config::webhook_options options;
    channel_terms terms;
    latest<std::vector<std::string>> keys;
  };

private:
  std::shared_ptr<shared> shared_;
};

} // namespace orderd::app
