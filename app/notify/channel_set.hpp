// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/notification_channel.hpp"
#include "app/notify/channel_terms.hpp"
#include "config/config.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace orderd::app {

/// The channels that the configuration gives what they need, with the files
/// that they read. Thread-safe.
class channel_set {
public:
  /// Throws unusable_file that names key and file, and the place in it, if a
  /// secret, a template or a file of certificates cannot be used. Templates are
  /// looked at even if there is no mail server yet.
  channel_set(const config::configuration& config, channel_terms terms);

  /// The log, and those that are configured, whether they tell anything or
  /// not.
  [[nodiscard]] const std::vector<std::shared_ptr<actors::channel>>&
  all() const noexcept {
    return channels_;
  }

  /// Reads secrets and templates anew. What cannot be used is refused with an
  /// event, and what was read before stays.
  void reload() const;

private:
  void add_email(const config::notify_options& options);
  void add_webhook(const config::webhook_options& options);

  channel_terms terms_;
  std::vector<std::shared_ptr<actors::channel>> channels_;
  std::vector<std::function<void()>> reloads_;
};

} // namespace orderd::app
