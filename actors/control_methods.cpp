// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include "domain/limits.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>

namespace orderd::actors {

namespace {

/// What is refused while the daemon is in a state other than ready.
std::string refusal_text(const std::string& state) {
  if (state == "draining")
    return "the daemon is draining: it finishes what is in flight, takes "
           "nothing new and then ends";
  if (state == "standby")
    return "the daemon is on standby: another daemon works on this database";
  return "the daemon is " + state + "; it takes no changes yet";
}

} // namespace

std::span<const control_method> control_methods() {
  using enum method_kind;
  static constexpr std::array methods{
      control_method{"customers.list", read, customers_list},
      control_method{"customers.show", read, customers_show},
      control_method{"drain", vital, daemon_drain},
      control_method{"imports.cancel", write, imports_cancel},
      control_method{"imports.list", read, imports_list},
      control_method{"imports.rejects", read, imports_rejects},
      control_method{"imports.show", read, imports_show},
      control_method{"kpis.generate", write, kpis_generate},
      control_method{"kpis.show", read, kpis_show},
      control_method{"leaderboard.show", read, leaderboard_show},
      control_method{"leaderboard.update", write, leaderboard_update},
      control_method{"notifications.list", read, notifications_list},
      control_method{"notifications.resend", write, notifications_resend},
      control_method{"notifications.show", read, notifications_show},
      control_method{"notifications.test", write, notifications_test},
      control_method{"orders.create", write, orders_create},
      control_method{"orders.import", write, orders_import},
      control_method{"orders.list", read, orders_list},
      control_method{"orders.show", read, orders_show},
      control_method{"products.import", write, products_import},
      control_method{"products.list", read, products_list},
      control_method{"products.show", read, products_show},
      control_method{"queue.dead", read, queue_dead},
      control_method{"queue.pause", write, queue_pause},
      control_method{"queue.resume", write, queue_resume},
      control_method{"queue.retry", write, queue_retry},
      control_method{"queue.status", read, queue_status},
      control_method{"refund.cancel", write, refund_cancel},
      control_method{"refund.import", write, refund_import},
      control_method{"refund.process", write, refund_process},
      control_method{"refund.reverse", write, refund_reverse},
      control_method{"refund.status", read, refund_status},
      control_method{"refund.test", read, refund_test},
      control_method{"status", vital, daemon_show_status},
      control_method{"stock.adjust", write, stock_adjust},
      control_method{"stock.set", write, stock_set},
      control_method{"tail.close", read, tail_close},
      control_method{"tail.open", read, tail_open},
      control_method{"tail.read", read, tail_read},
      control_method{"verify", read, daemon_verify},
      control_method{"version", vital, daemon_version},
  };
  return methods;
}

const control_method* find_method(std::string_view name) {
  const auto methods = control_methods();
  const auto found =
      std::ranges::lower_bound(methods, name, {}, &control_method::name);
  return found != methods.end() && found->name == name ? &*found : nullptr;
}

void when_ready(control_state& state, const call_ptr& call,
                std::function<void()> next) {
  if (state.draining) {
    state.fail(call, make_error(errc::draining, refusal_text("draining")));
    return;
  }
  ask<daemon_status>(
      state, call, state.deps.supervisor, get_status{},
      [&state, call, next = std::move(next)](const daemon_status& daemon) {
        if (daemon.state == "ready" || daemon.state == "degraded") {
          next();
          return;
        }
        const auto code =
            daemon.state == "draining" ? errc::draining : errc::not_ready;
        state.fail(call, make_error(code, refusal_text(daemon.state)));
      },
      control_limits::status_timeout);
}

caf::error no_such_customer(const find_customer& query) {
  const auto who =
      query.id ? std::to_string(query.id.value)
               : domain::quoted(query.email, domain::limits::shown_bytes);
  return make_error(errc::not_found, "there is no customer " + who);
}

std::string named(const find_order& query) {
  if (query.id)
    return domain::order_number(query.id);
  return domain::quoted(query.source + ":" + query.order_ref,
                        domain::limits::shown_bytes);
}

int read_limit(param_reader& params, int otherwise) {
  return static_cast<int>(
      params.integer_or("limit", 1, control_limits::page, otherwise));
}

} // namespace orderd::actors
