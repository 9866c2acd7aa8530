// SPDX-License-Identifier: Apache-2.0
// Long because one table names every message that the database answers.
#include "actors/storage.hpp"

#include "actors/storage_dispatch.hpp"
#include "actors/storage_recompute.hpp"
#include "actors/storage_verify.hpp"
#include "actors/storage_worker.hpp"

#include <algorithm>

namespace orderd::actors {
namespace {

using self_pointer = storage_actor::stateful_pointer<storage_state>;

template <class Answer, class Body>
auto make_asked(self_pointer self, Body body) {
  return std::make_shared<asked_job<Answer, Body>>(
      self->make_response_promise<Answer>(), std::move(body));
}

template <class Answer, class Body>
caf::result<Answer> write(self_pointer self, Body body) {
  auto tool = [body = std::move(body)](worker_tools& tools) {
    return Answer{body(*tools.writer)};
  };
  self->state.writes.push(write_class::small,
                          make_asked<Answer>(self, std::move(tool)));
  start_next(self);
  return caf::delegated<Answer>{};
}

template <class Answer, class Body>
caf::result<Answer> read(self_pointer self, Body body,
                         std::deque<std::shared_ptr<job>>& queue) {
  auto tool = [body = std::move(body)](worker_tools& tools) {
    return Answer{body(*tools.reader)};
  };
  if (queue.size() >= max_waiting_requests)
    return make_error(errc::busy, "too many reads wait for the database");
  queue.push_back(make_asked<Answer>(self, std::move(tool)));
  start_next(self);
  return caf::delegated<Answer>{};
}

template <class Answer, class Body>
caf::result<Answer> read(self_pointer self, Body body) {
  return read<Answer>(self, std::move(body), self->state.reads);
}

template <class T>
shared<T> boxed(T value) {
  return std::make_shared<T>(std::move(value));
}

template <class T>
shared<T> boxed(std::optional<T> value) {
  if (!value)
    return nullptr;
  return std::make_shared<T>(std::move(*value));
}

caf::result<orders_accepted> accept(self_pointer self,
                                    const accept_orders& message) {
  if (!message.request->slice &&
      self->state.writes.waiting_interactive() >= max_waiting_requests)
    return make_error(errc::busy, "too many orders wait for the database");
  self->state.writes.push(std::make_shared<accept_job>(
      self->make_response_promise<orders_accepted>(), message.request));
  start_next(self);
  return caf::delegated<orders_accepted>{};
}

caf::result<refunds_requested> record(self_pointer self,
                                      const request_refunds& message) {
  const bool single = !message.request->slice;
  if (single &&
      self->state.writes.waiting_interactive() >= max_waiting_requests)
    return make_error(errc::busy, "too many refunds wait for the database");
  auto tool = [m = message](worker_tools& tools) {
    return refunds_requested{boxed(tools.writer->request_refunds(*m.request))};
  };
  self->state.writes.push(single ? write_class::interactive
                                 : write_class::record,
                          make_asked<refunds_requested>(self, std::move(tool)));
  start_next(self);
  return caf::delegated<refunds_requested>{};
}

// What refunds change of the figures is told to who listens to commits.
template <class Body>
caf::result<refunds_settled> settle(self_pointer self, write_class kind,
                                    Body body) {
  auto asker = self->make_response_promise<refunds_settled>();
  auto result = std::make_shared<domain::settlement_result>();
  self->state.writes.push(
      kind, std::make_shared<told_job>(
                [=](storage::writer& to) {
                  *result = body(to);
                  return shared<domain::commit_facts>{result, &result->facts};
                },
                [=](const caf::error& why) mutable {
                  if (why)
                    asker.deliver(why);
                  else
                    asker.deliver(refunds_settled{result});
                }));
  start_next(self);
  return caf::delegated<refunds_settled>{};
}

refund_counts_loaded count_refunds(storage::reader& from) {
  refund_counts_loaded loaded;
  loaded.counts = from.count_refunds();
  const auto paused = from.paused_stages();
  loaded.paused = std::ranges::find(paused, refunds_stage) != paused.end();
  return loaded;
}

dead_letters_listed list_dead(storage::reader& from,
                              const list_dead_letters& wanted) {
  dead_letters_listed listed;
  listed.dead = boxed(from.dead_letters(wanted.filter));
  if (wanted.count)
    listed.total = from.count_dead_letters(wanted.filter);
  return listed;
}

caf::result<orders_finalized> finalize(self_pointer self,
                                       const finalize_orders& message) {
  self->state.writes.push(std::make_shared<finalize_job>(
      self->make_response_promise<orders_finalized>(), message));
  start_next(self);
  return caf::delegated<orders_finalized>{};
}

figures_loaded load(storage::reader& reader) {
  figures_loaded figures;
  figures.kpis = boxed(reader.load_kpis());
  figures.board = std::make_shared<domain::leaderboard>();
  reader.load_customer_totals(
      [&](const std::vector<domain::customer_delta>& page) {
        for (const auto& totals : page)
          figures.board->apply(totals);
      });
  return figures;
}

void note_health(self_pointer self, const connection_health& health) {
  auto& known =
      self->state.connections[static_cast<std::size_t>(health.connection)];
  if (known.connected == health.connected && known.reason == health.reason)
    return;
  const bool changed = known.connected != health.connected;
  known = {health.connected, health.reason};
  auto& events = *self->state.deps.events;
  if (!health.connected)
    events.write(
        log_level::warning, "database.lost",
        {{"connection", health.connection}, {"reason", health.reason}});
  else if (changed)
    events.write(log_level::info, "database.connected",
                 {{"connection", health.connection}});
}

storage_status status(const storage_state& state) {
  storage_status answer;
  const auto lost =
      std::ranges::find(state.connections, false, &connection_state::connected);
  answer.connected = lost == state.connections.end();
  if (!answer.connected)
    answer.reason = lost->reason;
  answer.conninfo = state.deps.conninfo;
  answer.waiting = static_cast<std::int64_t>(
      state.writes.waiting() + state.writes.running() + state.reads.size() +
      state.long_reads.size());
  return answer;
}

caf::result<drained> wait_until_empty(self_pointer self) {
  auto promise = self->make_response_promise<drained>();
  self->state.drains.push_back(promise);
  answer_drains(self);
  return caf::delegated<drained>{};
}

void spawn_workers(self_pointer self) {
  auto& state = self->state;
  const auto me = caf::actor_cast<storage_actor>(self);
  for (int i = 0; i < state.deps.writers; ++i) {
    storage::session_hooks hooks;
    hooks.health = [me, i](bool connected, const std::string& reason) {
      caf::anon_send(me, connection_health{i, connected, reason});
    };
    worker_tools tools;
    tools.writer = state.deps.make_writer(i, std::move(hooks));
    state.writers.push_back(
        {spawn_worker(self, std::move(tools), state.deps.detached)});
    state.connections.emplace_back();
  }
  for (auto* slot : {&state.reader, &state.long_reader}) {
    worker_tools tools;
    tools.reader = state.deps.make_reader();
    slot->worker = spawn_worker(self, std::move(tools), state.deps.detached);
  }
}

void subscribe(self_pointer self, const commit_listener_actor& listener) {
  self->state.listeners.push_back(listener);
  self->monitor(listener);
}

void forget_listener(self_pointer self, const caf::down_msg& down) {
  std::erase_if(self->state.listeners, [&](const auto& listener) {
    return listener.address() == down.source;
  });
}

} // namespace

storage_actor::behavior_type storage_dispatcher(self_pointer self,
                                                storage_deps deps) {
  self->state.deps = std::move(deps);
  self->set_down_handler(
      [=](const caf::down_msg& down) { forget_listener(self, down); });
  try {
    spawn_workers(self);
  } catch (const storage::error& failed) {
    self->quit(to_error(failed));
  }
  using storage::reader;
  using storage::writer;
  return {
      [=](const accept_orders& m) { return accept(self, m); },
      [=](const finalize_orders& m) { return finalize(self, m); },
      [=](const record_deliveries& m) {
        return write<recorded>(self, [m](writer& to) {
          to.record_deliveries(*m.records, m.at);
          return recorded{};
        });
      },
      [=](const resend_notification& m) {
        return write<recorded>(self, [m](writer& to) {
          to.resend_notification(m.id, m.now);
          return recorded{};
        });
      },
      [=](const revive_notifications& m) {
        return write<notifications_revived>(self, [m](writer& to) {
          return to.revive_notifications(m.ids, m.filter, m.now);
        });
      },
      [=](const record_dead& m) {
        return write<recorded>(self, [m](writer& to) {
          to.record_dead(*m.dead, m.at);
          return recorded{};
        });
      },
      [=](const request_refunds& m) { return record(self, m); },
      [=](const take_up_refunds& m) {
        return write<refunds_taken_up>(self, [m](writer& to) {
          return boxed(to.take_up_refunds(m.after, m.limit, m.claim));
        });
      },
      [=](const settle_refunds& m) {
        return settle(
            self,
            m.interactive ? write_class::interactive : write_class::settle,
            [m](writer& to) { return to.settle_refunds(*m.settlement); });
      },
      [=](const store_refund_cancelled& m) {
        return write<recorded>(self, [m](writer& to) {
          to.cancel_refund(m.id, m.now);
          return recorded{};
        });
      },
      [=](const store_refund_reversed& m) {
        return settle(self, write_class::small, [m](writer& to) {
          return to.reverse_refund(m.reversal);
        });
      },
      [=](const record_dead_refunds& m) {
        return write<recorded>(self, [m](writer& to) {
          to.record_dead_refunds(*m.dead, m.at);
          return recorded{};
        });
      },
      [=](const revive_refunds& m) {
        return write<refunds_taken_up>(
            self, [m](writer& to) { return boxed(to.revive_refunds(m.ids)); });
      },
      [=](const revive_orders& m) {
        return write<orders_revived>(
            self, [m](writer& to) { return boxed(to.revive_orders(m.ids)); });
      },
      [=](const rehearse_refunds& m) {
        return write<refunds_rehearsed>(self, [m](writer& to) {
          return boxed(to.rehearse_refunds(m.request));
        });
      },
      [=](const store_paused& m) {
        return write<recorded>(self, [m](writer& to) {
          to.set_paused(m.stage, m.paused);
          return recorded{};
        });
      },
      [=](const allot_import_id&) {
        return write<import_id_allotted>(
            self, [](writer& to) { return to.next_import_id(); });
      },
      [=](const register_import& m) {
        return write<import_row>(self, [m](writer& to) {
          return boxed(to.register_import(m.import, m.now));
        });
      },
      [=](const start_import& m) {
        return write<import_row>(self, [m](writer& to) {
          return boxed(to.start_import(m.id, m.unknown_columns, m.now));
        });
      },
      [=](const skip_rows& m) {
        return write<recorded>(self, [m](writer& to) {
          to.skip_rows(m.slice, m.rows);
          return recorded{};
        });
      },
      [=](const request_cancel& m) {
        return write<import_row>(
            self, [m](writer& to) { return boxed(to.request_cancel(m.id)); });
      },
      [=](const end_import& m) {
        return write<import_row>(self, [m](writer& to) {
          return boxed(to.end_import(m.ending, m.now));
        });
      },
      [=](const apply_products& m) {
        return write<products_applied>(
            self, [m](writer& to) { return to.apply_products(*m.request); });
      },
      [=](const change_stock& m) {
        return write<stock_changed>(
            self, [m](writer& to) { return to.change_stock(m.change, m.now); });
      },
      [=](const find_order& m) {
        return read<order_found>(self, [m](reader& from) {
          return boxed(m.id
                           ? from.find_order(m.id, m.history)
                           : from.find_order(m.source, m.order_ref, m.history));
        });
      },
      [=](const list_orders& m) {
        return read<orders_listed>(self, [m](reader& from) {
          return boxed(from.list_orders(m.filter));
        });
      },
      [=](const find_product& m) {
        return read<product_found>(self, [m](reader& from) {
          return boxed(from.find_product(m.sku));
        });
      },
      [=](const list_products& m) {
        return read<products_listed>(self, [m](reader& from) {
          return boxed(from.list_products(m.after, m.limit));
        });
      },
      [=](const find_customer& m) {
        return read<customer_found>(self, [m](reader& from) {
          return boxed(m.id ? from.find_customer(m.id)
                            : from.find_customer(m.email));
        });
      },
      [=](const list_customers& m) {
        return read<customers_listed>(self, [m](reader& from) {
          return boxed(from.list_customers(m.after, m.limit));
        });
      },
      [=](const customers_by_id& m) {
        return read<customers_listed>(self, [m](reader& from) {
          return boxed(from.customers_by_id(m.ids));
        });
      },
      [=](const find_refund& m) {
        return read<refund_found>(
            self, [m](reader& from) { return boxed(from.find_refund(m.id)); });
      },
      [=](const list_refunds& m) {
        return read<refunds_listed>(self, [m](reader& from) {
          return boxed(m.order ? from.list_refunds(m.order, m.limit)
                               : from.list_refunds(m.limit));
        });
      },
      [=](const list_dead_letters& m) {
        return read<dead_letters_listed>(
            self, [m](reader& from) { return list_dead(from, m); });
      },
      [=](const load_refund_counts&) {
        return read<refund_counts_loaded>(
            self, [](reader& from) { return count_refunds(from); });
      },
      [=](const list_notifications& m) {
        return read<notifications_listed>(self, [m](reader& from) {
          return boxed(from.list_notifications(m.order));
        });
      },
      [=](const find_notification& m) {
        return read<notification_found>(self, [m](reader& from) {
          return boxed(from.find_notification(m.id));
        });
      },
      [=](const find_import& m) {
        return read<import_found>(
            self, [m](reader& from) { return boxed(from.find_import(m.id)); });
      },
      [=](const list_imports& m) {
        return read<imports_listed>(self, [m](reader& from) {
          return boxed(m.unfinished ? from.unfinished_imports()
                                    : from.list_imports(m.limit));
        });
      },
      [=](const list_rejects& m) {
        return read<rejects_listed>(self, [m](reader& from) {
          return boxed(from.list_rejects(m.id, m.after_line, m.limit));
        });
      },
      [=](const load_figures&) {
        return read<figures_loaded>(
            self, [](reader& from) { return load(from); },
            self->state.long_reads);
      },
      [=](const load_open_orders& m) {
        return read<open_orders_loaded>(self, [m](reader& from) {
          return boxed(from.open_orders(m.after, m.limit));
        });
      },
      [=](const load_dead_orders&) {
        return read<dead_orders_loaded>(
            self, [](reader& from) { return boxed(from.dead_orders()); });
      },
      [=](const load_pending_deliveries& m) {
        return read<pending_deliveries_loaded>(self, [m](reader& from) {
          auto page = from.pending_deliveries(m.channel, m.after, m.limit,
                                              m.most_notices);
          return pending_deliveries_loaded{boxed(std::move(page.batches)),
                                           page.more};
        });
      },
      [=](const load_outgoing& m) {
        return read<outgoing_loaded>(self, [m](reader& from) {
          return boxed(from.load_outgoing(*m.notices, m.channel));
        });
      },
      [=](const load_due_retries& m) {
        return read<due_retries_loaded>(self, [m](reader& from) {
          return boxed(from.find_due_retries(m.channel, m.now, m.limit));
        });
      },
      [=](const load_test_notice& m) {
        return read<test_notice_loaded>(self, [m](reader& from) {
          return boxed(
              from.load_test_notice(m.order, m.type, m.channel, m.now));
        });
      },
      [=](const count_deliveries&) {
        return read<deliveries_counted>(
            self, [](reader& from) { return from.count_deliveries(); });
      },
      [=](const load_paused&) {
        return read<paused_loaded>(
            self, [](reader& from) { return from.paused_stages(); });
      },
      [=](const verify_rules& m) {
        return verify_in_snapshot(self, m, [=] { start_next(self); });
      },
      [=](const recompute_figures& m) {
        return recompute_in_snapshot(self, m, [=] { start_next(self); });
      },
      [=](const subscribe_commits& m) { subscribe(self, m.listener); },
      [=](const connection_health& m) { note_health(self, m); },
      [=](const get_status&) { return status(self->state); },
      [=](const drain&) { return wait_until_empty(self); },
  };
}

} // namespace orderd::actors
