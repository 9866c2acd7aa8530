// SPDX-License-Identifier: Apache-2.0
#include "storage/refund_request.hpp"

#include "storage/refund_request_run.hpp"

#include <functional>

namespace orderd::storage {
namespace {

// The part of a request from one refund to before another, for trying out
// alone: its import counts, but the position does not move.
refunds_request part_of(const refunds_request& whole, std::size_t from,
                        std::size_t to) {
  refunds_request part;
  part.slice = whole.slice;
  part.ask_now = whole.ask_now;
  part.now = whole.now;
  part.refunds.assign(whole.refunds.begin() + static_cast<std::ptrdiff_t>(from),
                      whole.refunds.begin() + static_cast<std::ptrdiff_t>(to));
  return part;
}

refusals find_refused_refunds(const write_context& context,
                              const refunds_request& request) {
  const refusals none;
  return find_refused(
      request.refunds.size(), [&](std::size_t from, std::size_t to) {
        const auto part = part_of(request, from, to);
        refund_request_run run{context, part, none,
                               refund_request_run::purpose::trial};
        try {
          context.session.try_out(std::ref(run));
        } catch (const error&) {
          run.give_ids_back();
          throw;
        }
        run.give_ids_back();
      });
}

refunds_result request_with(const write_context& context,
                            const refunds_request& request,
                            const refusals& refused) {
  refund_request_run run{context, request, refused,
                         refund_request_run::purpose::record};
  try {
    const auto mark = context.session.run("record refunds", std::ref(run));
    return run.take_result(mark);
  } catch (const error& failed) {
    // Only a writer that was told to stop leaves an outcome open.
    if (failed.kind() != error_kind::unavailable)
      run.give_ids_back();
    throw;
  }
}

} // namespace

refunds_result request_refunds(const write_context& context,
                               const refunds_request& request) {
  try {
    return request_with(context, request, {});
  } catch (const error& failed) {
    if (failed.kind() != error_kind::data_refused)
      throw;
  }
  // Rows that were decided before are refused as well, for being there twice.
  if (request.slice)
    check_position(context.session, *request.slice);
  return request_with(context, request, find_refused_refunds(context, request));
}

} // namespace orderd::storage
