// SPDX-License-Identifier: Apache-2.0
#include "storage/test_notice.hpp"

namespace orderd::storage {
namespace {

using domain::order_status;
using domain::payment_status;

void come_to(outgoing& message, domain::money order_total) {
  using enum domain::notification_type;
  auto& about = message.about;
  about.cancel_reason.clear();
  message.refund_state.reset();
  switch (about.type) {
  case processing:
    message.state = {order_status::processing, payment_status::processing};
    return;
  case success:
    message.state = {order_status::paid, payment_status::paid};
    return;
  case failure:
    message.state = {order_status::cancelled, payment_status::failed};
    about.cancel_reason = domain::reason_payment_declined;
    return;
  case refund_completed:
    message.state = {order_status::paid,
                     about.total == order_total
                         ? payment_status::refunded
                         : payment_status::partially_refunded};
    message.refund_state = domain::refund_status::completed;
    return;
  case refund_failed:
    message.state = {order_status::paid, payment_status::paid};
    message.refund_state = domain::refund_status::failed;
    return;
  }
}

} // namespace

void make_test_notice(outgoing& message, domain::money order_total,
                      domain::utc_time now) {
  come_to(message, order_total);
  message.since = now;
  message.attempts = 0;
  message.forgiven = 0;
  message.resends = 0;
  message.test = true;
}

} // namespace orderd::storage
