// SPDX-License-Identifier: Apache-2.0
#include "storage/accept_orders.hpp"

#include "storage/accept_run.hpp"
#include "storage/write_bisect.hpp"

namespace orderd::storage {
namespace {

// The part of a request from one order to before another, for trying out
// alone: its lines count, but the import's position does not move.
accept_request part_of(const accept_request& whole, std::size_t from,
                       std::size_t to) {
  accept_request part;
  part.source = whole.source;
  part.slice = whole.slice;
  part.now = whole.now;
  part.today = whole.today;
  part.notify = whole.notify;
  part.orders.assign(whole.orders.begin() + static_cast<std::ptrdiff_t>(from),
                     whole.orders.begin() + static_cast<std::ptrdiff_t>(to));
  return part;
}

refusals find_refused_orders(const write_context& context,
                             const accept_request& request) {
  const refusals none;
  return find_refused(
      request.orders.size(), [&](std::size_t from, std::size_t to) {
        const auto part = part_of(request, from, to);
        accept_run run{context, part, none, accept_run::purpose::trial};
        try {
          context.session.try_out(std::ref(run));
        } catch (const error&) {
          run.give_ids_back();
          throw;
        }
        run.give_ids_back();
      });
}

accept_result accept_with(const write_context& context,
                          const accept_request& request,
                          const refusals& refused) {
  accept_run run{context, request, refused, accept_run::purpose::record};
  try {
    const auto mark = context.session.run("accept orders", std::ref(run));
    return run.take_result(mark);
  } catch (const error& failed) {
    // Only a writer that was told to stop leaves an outcome open.
    if (failed.kind() != error_kind::unavailable)
      run.give_ids_back();
    throw;
  }
}

} // namespace

accept_result accept_orders(const write_context& context,
                            const accept_request& request) {
  try {
    return accept_with(context, request, {});
  } catch (const error& failed) {
    if (failed.kind() != error_kind::data_refused)
      throw;
  }
  // Rows that were decided before are refused as well, for being there twice.
  if (request.slice)
    check_position(context.session, *request.slice);
  return accept_with(context, request, find_refused_orders(context, request));
}

} // namespace orderd::storage
