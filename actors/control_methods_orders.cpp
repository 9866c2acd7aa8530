// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include "domain/limits.hpp"
#include "domain/order_document.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace orderd::actors {

namespace {

std::string displayed(const std::string& text) {
  return domain::quoted(text, domain::limits::shown_bytes);
}

/// A bad order document is the data's fault, not that of the command line.
rpc_error wrong_document(const domain::document_error& error) {
  const auto param = error.field.empty() ? "order" : "order." + error.field;
  return {rpc_code::invalid_params,
          "the order document is refused: " + error.reason, "invalid_order", 1,
          param};
}

/// The order is there; a failure to read it back must not look as if it was
/// not.
void answer_created(control_state& state, const call_ptr& call,
                    const order_created& created) {
  const auto number = domain::order_number(created.order);
  state.self
      ->request(state.deps.storage, control_limits::read_timeout,
                find_order{created.order, {}, {}})
      .then(
          [&state, call, number,
           duplicate = created.duplicate](const order_found& found) {
            if (!found.order) {
              state.fail(call,
                         make_error(errc::internal,
                                    number + " was accepted, but cannot be "
                                             "found"));
              return;
            }
            auto document = order_document(*found.order, state.deps.terms);
            document["duplicate"] = duplicate;
            state.answer(call, document);
          },
          [&state, call, number](const caf::error& error) {
            state.fail(call, make_error(errc::unknown_outcome,
                                        number +
                                            " was accepted, but reading it "
                                            "back failed: " +
                                            error_text(error)));
          });
}

domain::order_filter read_filter(param_reader& params) {
  domain::order_filter filter;
  if (const auto status = params.maybe_text("status")) {
    filter.status = domain::parse_order_status(*status);
    if (!filter.status)
      throw param_error("status", "must be pending, processing, paid, shipped, "
                                  "delivered or cancelled, not " +
                                      displayed(*status));
  }
  filter.source = params.maybe_text("source");
  if (const auto email = params.maybe_text("email"))
    filter.email = domain::lower_ascii(domain::trim(*email));
  filter.since = params.maybe_time("since");
  filter.until = params.maybe_time("until");
  if (const auto cursor = params.number_cursor("cursor"); cursor != 0)
    filter.before = domain::order_id{cursor};
  filter.limit = read_limit(params);
  return filter;
}

} // namespace

void orders_create(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto& document = params.value("order");
  const auto wait = params.flag_or("wait", true);
  params.finish();
  const auto made = domain::read_order_document(document);
  if (!made) {
    state.fail(call, wrong_document(made.error()));
    return;
  }
  when_ready(state, call, [&state, call, made = *made, wait] {
    command<order_created>(state, call, state.deps.processor,
                           create_order{made.source, made.order, wait},
                           [&state, call](const order_created& created) {
                             answer_created(state, call, created);
                           });
  });
}

void orders_show(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  auto query = params.order("order");
  params.finish();
  query.history = true;
  ask<order_found>(
      state, call, state.deps.storage, query,
      [&state, call, query](const order_found& found) {
        if (!found.order) {
          state.fail(call, make_error(errc::not_found,
                                      "there is no order " + named(query)));
          return;
        }
        auto document = order_document(*found.order, state.deps.terms);
        document["timeline"] = timeline_of(*found.order, state.deps.terms);
        state.answer(call, document);
      });
}

void orders_list(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  auto filter = read_filter(params);
  params.finish();
  ask<orders_listed>(
      state, call, state.deps.storage, list_orders{std::move(filter)},
      [&state, call](const orders_listed& listed) {
        state.answer(call, orders_document(*listed.page, state.deps.terms));
      });
}

} // namespace orderd::actors
