// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include "domain/limits.hpp"
#include "domain/text.hpp"

#include <utility>

namespace orderd::actors {

namespace {

std::string displayed(const std::string& text) {
  return domain::quoted(text, domain::limits::shown_bytes);
}

// What names a request, so that repeating it changes nothing; longer ones are
// refused.
constexpr std::size_t max_key_bytes = 128;

std::string read_key(param_reader& params) {
  auto key = params.maybe_text("key").value_or("");
  if (key.size() > max_key_bytes)
    throw param_error("key", "must have at most 128 bytes");
  return key;
}

void change(control_state& state, const call_ptr& call,
            domain::stock_change change) {
  when_ready(state, call, [&state, call, change = std::move(change)] {
    command<stock_changed>(state, call, state.deps.storage,
                           change_stock{change, state.deps.clock->now()},
                           [&state, call](const stock_changed& changed) {
                             state.answer(call, stock_document(changed.level));
                           });
  });
}

} // namespace

void products_show(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto sku = params.text("sku");
  params.finish();
  ask<product_found>(
      state, call, state.deps.storage, find_product{sku},
      [&state, call, sku](const product_found& found) {
        if (found.product)
          state.answer(call,
                       product_document(*found.product, state.deps.terms));
        else
          state.fail(call,
                     make_error(errc::not_found, "there is no product with the "
                                                 "SKU " +
                                                     displayed(sku)));
      });
}

void products_list(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto after = params.maybe_text("cursor").value_or("");
  const auto limit = read_limit(params, 100);
  params.finish();
  ask<products_listed>(
      state, call, state.deps.storage, list_products{after, limit + 1},
      [&state, call, limit](const products_listed& listed) {
        state.answer(
            call, products_document(*listed.products, limit, state.deps.terms));
      });
}

void stock_set(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  domain::stock_change wanted;
  wanted.sku = params.text("sku");
  wanted.absolute = true;
  wanted.value = params.integer("quantity", 0, domain::limits::stock);
  wanted.reason = params.maybe_text("reason").value_or("set by hand");
  wanted.key = read_key(params);
  params.finish();
  change(state, call, std::move(wanted));
}

void stock_adjust(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  domain::stock_change wanted;
  wanted.sku = params.text("sku");
  wanted.value =
      params.integer("delta", -domain::limits::stock, domain::limits::stock);
  wanted.reason = params.text("reason");
  wanted.key = read_key(params);
  params.finish();
  change(state, call, std::move(wanted));
}

void customers_show(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto query = params.customer("customer");
  params.finish();
  ask<customer_found>(
      state, call, state.deps.storage, query,
      [&state, call, query](const customer_found& found) {
        if (found.customer) {
          state.answer(call,
                       customer_document(*found.customer, state.deps.terms));
          return;
        }
        state.fail(call, no_such_customer(query));
      });
}

void customers_list(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const domain::customer_id after{params.number_cursor("cursor")};
  const auto limit = read_limit(params, 100);
  params.finish();
  ask<customers_listed>(
      state, call, state.deps.storage, list_customers{after, limit + 1},
      [&state, call, limit](const customers_listed& listed) {
        state.answer(call, customers_document(*listed.customers, limit,
                                              state.deps.terms));
      });
}

} // namespace orderd::actors
