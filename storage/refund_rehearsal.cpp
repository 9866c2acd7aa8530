// SPDX-License-Identifier: Apache-2.0
#include "storage/refund_rehearsal.hpp"

#include "storage/refund_rehearsal_run.hpp"

#include <functional>

namespace orderd::storage {

rehearsal_report rehearse_refunds(const write_context& context,
                                  const rehearsal_request& request) {
  refund_rehearsal_run run{context, request};
  context.session.try_out(std::ref(run));
  return run.take_report();
}

} // namespace orderd::storage
