// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include "domain/limits.hpp"
#include "domain/order_document.hpp"
#include "domain/text.hpp"
#include "domain/values.hpp"

#include <utility>

namespace orderd::actors {

namespace {

/// The longest name that a file system takes.
constexpr std::size_t longest_file_name = 255;

void no_such_import(control_state& state, const call_ptr& call,
                    std::int64_t id) {
  state.fail(call, make_error(errc::not_found,
                              "there is no import " + std::to_string(id)));
}

/// The name becomes the last part of a path, and must be no more than that.
std::string read_file_name(param_reader& params) {
  auto name = params.text("file");
  if (name.find('/') != std::string::npos ||
      name.find('\0') != std::string::npos || name == "." || name == "..")
    throw param_error("file", "must be a file's name without folders");
  if (name.size() > longest_file_name)
    throw param_error("file", "must have at most 255 bytes");
  return name;
}

std::string read_source(param_reader& params) {
  auto source =
      params.maybe_text("source").value_or(std::string(domain::default_source));
  if (!domain::is_source_name(source))
    throw param_error(
        "source",
        "must be a source's name: 1 to 64 of a-z, 0-9, _ and -, not " +
            domain::quoted(source, domain::limits::shown_bytes));
  return source;
}

domain::import_kind read_kind(param_reader& params) {
  const auto name = params.maybe_text("kind").value_or("orders");
  if (const auto kind = domain::parse_import_kind(name))
    return *kind;
  throw param_error("kind", "must be orders, products or refunds");
}

/// Hands the descriptor to the importer, which answers once the file is
/// spooled durably.
void import(control_state& state, const call_ptr& call, incoming_file as) {
  if (!call->descriptor)
    throw param_error("file", "needs the open file with it, as a descriptor "
                              "(SCM_RIGHTS)");
  when_ready(state, call, [&state, call, as = std::move(as)] {
    command<import_row>(state, call, state.deps.importer,
                        import_descriptor{call->descriptor, as},
                        [&state, call](const import_row& row) {
                          state.answer(call, import_document(*row.record));
                        });
  });
}

} // namespace

void orders_import(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  incoming_file as{read_kind(params), read_source(params),
                   read_file_name(params), params.flag_or("notify", true)};
  params.finish();
  if (as.kind == domain::import_kind::refunds &&
      as.source != domain::default_source)
    throw param_error("source", "must be left out: a file of refunds names "
                                "the source of each order itself");
  import(state, call, std::move(as));
}

void products_import(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  incoming_file as{domain::import_kind::products,
                   std::string(domain::default_source), read_file_name(params)};
  params.finish();
  import(state, call, std::move(as));
}

void refund_import(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  incoming_file as{domain::import_kind::refunds,
                   std::string(domain::default_source), read_file_name(params),
                   params.flag_or("notify", true)};
  params.finish();
  import(state, call, std::move(as));
}

void imports_list(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto limit = read_limit(params, control_limits::page);
  params.finish();
  ask<imports_listed>(state, call, state.deps.storage,
                      list_imports{false, limit},
                      [&state, call](const imports_listed& listed) {
                        state.answer(call, imports_document(*listed.imports));
                      });
}

void imports_show(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto id = params.id("id");
  params.finish();
  ask<import_found>(state, call, state.deps.storage,
                    find_import{domain::import_id{id}},
                    [&state, call, id](const import_found& found) {
                      if (found.record)
                        state.answer(call, import_document(*found.record));
                      else
                        no_such_import(state, call, id);
                    });
}

// A second question tells "no rejects" from "no such import".
void imports_rejects(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const domain::import_id id{params.id("id")};
  const auto after = params.number_cursor("cursor");
  const auto limit = read_limit(params, 100);
  params.finish();
  const auto list = [&state, call, id, after, limit] {
    ask<rejects_listed>(
        state, call, state.deps.storage, list_rejects{id, after, limit + 1},
        [&state, call, id, limit](const rejects_listed& listed) {
          state.answer(call, rejects_document(id, *listed.rejects, limit));
        });
  };
  ask<import_found>(state, call, state.deps.storage, find_import{id},
                    [&state, call, id, list](const import_found& found) {
                      if (found.record)
                        list();
                      else
                        no_such_import(state, call, id.value);
                    });
}

void imports_cancel(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const domain::import_id id{params.id("id")};
  params.finish();
  when_ready(state, call, [&state, call, id] {
    command<import_row>(state, call, state.deps.importer, cancel_import{id},
                        [&state, call](const import_row& row) {
                          state.answer(call, import_document(*row.record));
                        });
  });
}

} // namespace orderd::actors
