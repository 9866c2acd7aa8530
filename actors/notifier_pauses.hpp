// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/messages.hpp"

#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orderd::actors {

/// Which channels of the notifier wait for `queue resume`, and who asked to
/// change that. All of them are the stage `notifications`, one is
/// `notifications.CHANNEL`.
class notifier_pauses {
public:
  /// A wish to pause or resume; without a promise it is the notifier's own.
  struct wish {
    bool paused = true;
    std::string channel; ///< empty: all of them
    std::optional<caf::typed_response_promise<recorded>> asker;
  };
  std::deque<wish> wishes;
  bool storing = false; ///< the first one is under way

  void load(const std::vector<std::string>& stages) {
    for (const auto& stage : stages)
      set(stage, true);
  }

  /// What is to be stored for a wish. Whoever resumes all means each.
  [[nodiscard]] std::vector<store_paused> stages_for(const wish& what) const {
    std::vector<store_paused> stages{{name_of(what.channel), what.paused}};
    if (what.channel.empty() && !what.paused)
      for (const auto& stage : stages_)
        if (stage != notifications_stage)
          stages.push_back({stage, false});
    return stages;
  }
  /// It is stored. Whether that changes anything.
  bool apply(const wish& what) {
    bool changes = false;
    for (const auto& stage : stages_for(what))
      changes = set(stage.stage, stage.paused) || changes;
    return changes;
  }

  [[nodiscard]] bool all() const {
    return stages_.contains(std::string(notifications_stage));
  }
  [[nodiscard]] bool waits(const std::string& channel) const {
    return all() || stages_.contains(name_of(channel));
  }

private:
  [[nodiscard]] static std::string name_of(const std::string& channel) {
    auto name = std::string(notifications_stage);
    return channel.empty() ? name : name + "." + channel;
  }

  // Other stages are other actors' business.
  bool set(const std::string& stage, bool paused) {
    if (stage != notifications_stage && !stage.starts_with(name_of({}) + "."))
      return false;
    return paused ? stages_.insert(stage).second : stages_.erase(stage) != 0;
  }

  std::set<std::string> stages_;
};

} // namespace orderd::actors
