// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/crew_factory.hpp"

#include "actors/analytics.hpp"
#include "actors/control.hpp"
#include "actors/importer.hpp"
#include "actors/notifier.hpp"
#include "actors/order_processor.hpp"
#include "actors/payment_simulator.hpp"
#include "actors/refund.hpp"
#include "actors/storage.hpp"
#include "app/daemon/file_digest.hpp"
#include "config/notify_policy.hpp"
#include "storage/pg_reader.hpp"
#include "storage/pg_writer.hpp"

#include <caf/spawn_options.hpp>

#include <random>

namespace orderd::app {
namespace {

using namespace actors;

storage_deps storage_deps_of(crew_parts& parts) {
  storage_deps deps;
  deps.writers = static_cast<int>(parts.database.places.size());
  deps.conninfo = storage::public_conninfo(parts.database.options);
  deps.events = parts.events;
  deps.make_writer = [&parts](int connection, storage::session_hooks hooks) {
    const auto place =
        parts.database.places[static_cast<std::size_t>(connection)];
    auto writer = std::make_unique<storage::pg_writer>(
        parts.database.options, place, std::move(hooks), parts.stop, parts.ids,
        storage::writer_settings{config::notify_policy_of(*parts.config),
                                 parts.terms.currency.code});
    if (place.connection == 0 && parts.database.claimed) {
      writer->adopt(std::move(*parts.database.claimed));
      parts.database.claimed.reset();
    }
    return writer;
  };
  deps.make_reader = [&parts] {
    auto options = parts.database.options;
    options.writer = false;
    return std::make_unique<storage::pg_reader>(std::move(options));
  };
  return deps;
}

domain::simulated_gateway simulator_of(const config::simulator_options& from) {
  domain::simulated_gateway gateway;
  gateway.seed = static_cast<std::uint64_t>(from.seed);
  gateway.approve_ppm = from.approve_ppm;
  gateway.refund_approve_ppm = from.refund_approve_ppm;
  gateway.unclear_ppm = from.unclear_ppm;
  return gateway;
}

processor_deps processor_deps_of(const crew_parts& parts, const crew& all) {
  const auto& payment = parts.config->payment;
  processor_deps deps;
  deps.storage = all.storage;
  deps.gateway = all.gateway;
  deps.gateway_name = payment.gateway;
  deps.installation_id = parts.database.installation.id;
  deps.max_attempts = payment.max_attempts;
  deps.retry_delay = std::chrono::milliseconds{payment.retry_delay_ms};
  deps.answer_timeout = std::chrono::milliseconds{payment.answer_timeout_ms};
  deps.clock = parts.clock;
  deps.events = parts.events;
  return deps;
}

refund_deps refund_deps_of(const crew_parts& parts, const crew& all) {
  const auto& payment = parts.config->payment;
  const auto& refund = parts.config->refund;
  refund_deps deps;
  deps.storage = all.storage;
  deps.gateway = all.gateway;
  deps.gateway_name = payment.gateway;
  deps.installation_id = parts.database.installation.id;
  deps.max_attempts = refund.max_attempts;
  deps.retry_delay = std::chrono::milliseconds{refund.retry_delay_ms};
  deps.answer_timeout = std::chrono::milliseconds{payment.answer_timeout_ms};
  deps.seed = std::random_device{}();
  deps.clock = parts.clock;
  deps.events = parts.events;
  return deps;
}

notifier_dependencies notifier_deps_of(const crew_parts& parts,
                                       const crew& all) {
  const auto& notify = parts.config->notify;
  notifier_dependencies deps;
  deps.storage = all.storage;
  deps.channels = parts.channels->all();
  deps.policy = config::notify_policy_of(*parts.config);
  deps.max_age = std::chrono::hours{notify.max_age_h};
  deps.max_attempts = notify.max_attempts;
  deps.retry_delay = std::chrono::milliseconds{notify.retry_delay_ms};
  deps.longest_delay = std::chrono::seconds{notify.longest_delay_s};
  deps.seed = std::random_device{}();
  deps.clock = parts.clock;
  deps.events = parts.events;
  return deps;
}

importer_deps importer_deps_of(const crew_parts& parts, const crew& all) {
  const auto& import = parts.config->import;
  importer_deps deps;
  deps.storage = all.storage;
  deps.processor = all.processor;
  deps.refund = all.refund;
  deps.folder = parts.folder;
  deps.clock = parts.clock;
  deps.events = parts.events;
  deps.currency = parts.terms.currency;
  deps.quiet = std::chrono::milliseconds{import.quiet_ms};
  deps.rescan_every = std::chrono::seconds{import.rescan_s};
  deps.batch_orders = static_cast<std::size_t>(import.batch_orders);
  deps.max_in_flight_batches = import.max_in_flight_batches;
  return deps;
}

control_deps control_deps_of(const crew_parts& parts, const crew& all,
                             const supervisor_actor& supervisor) {
  control_deps deps;
  deps.storage = all.storage;
  deps.analytics = all.analytics;
  deps.processor = all.processor;
  deps.refund = all.refund;
  deps.importer = all.importer;
  deps.notifier = all.notifier;
  deps.supervisor = supervisor;
  deps.outbox = parts.outbox;
  deps.clock = parts.clock.get();
  deps.events = parts.events.get();
  deps.tail = parts.tail;
  deps.terms = parts.terms;
  deps.timezone = parts.config->daemon.timezone;
  deps.digest_of = [root = parts.state_directory](const std::string& path) {
    return digest_of_file(root / path);
  };
  return deps;
}

} // namespace

std::shared_ptr<const channel_set> make_channels(const crew_parts& parts) {
  return std::make_shared<const channel_set>(
      *parts.config,
      channel_terms{parts.database.installation.id, parts.terms.currency,
                    parts.events, parts.stop, parts.draining, parts.clock});
}

supervisor_deps make_supervisor_deps(crew_parts& parts) {
  supervisor_deps deps;
  deps.drain_timeout =
      std::chrono::seconds{parts.config->daemon.drain_timeout_s};
  deps.clock = parts.clock;
  deps.events = parts.events;
  deps.spawn_storage = [&parts](caf::actor_system& system) {
    return system.spawn(storage_dispatcher, storage_deps_of(parts));
  };
  deps.spawn_analytics = [](caf::actor_system& system, const crew& all) {
    return system.spawn(analytics, all.storage);
  };
  deps.spawn_gateway = [&parts](caf::actor_system& system) {
    const auto& simulator = parts.config->payment.simulator;
    return system.spawn(payment_simulator, simulator_of(simulator),
                        std::chrono::milliseconds{simulator.latency_ms});
  };
  deps.spawn_processor = [&parts](caf::actor_system& system, const crew& all) {
    return system.spawn(order_processor, processor_deps_of(parts, all));
  };
  deps.spawn_refund = [&parts](caf::actor_system& system, const crew& all) {
    return system.spawn(refunds, refund_deps_of(parts, all));
  };
  deps.spawn_notifier = [&parts](caf::actor_system& system, const crew& all) {
    return system.spawn(notifier, notifier_deps_of(parts, all));
  };
  deps.spawn_importer = [&parts](caf::actor_system& system, const crew& all) {
    return system.spawn<caf::detached>(importer, importer_deps_of(parts, all));
  };
  deps.spawn_control = [&parts](caf::actor_system& system, const crew& all,
                                const supervisor_actor& supervisor) {
    return system.spawn(control, control_deps_of(parts, all, supervisor));
  };
  return deps;
}

void release_ids(crew_parts& parts) {
  try {
    storage::connection via{parts.database.options};
    parts.ids->release(via);
  } catch (const storage::error& failed) {
    parts.events->write(log_level::info, "ids.not_released",
                        {{"reason", failed.what()}});
  }
}

} // namespace orderd::app
