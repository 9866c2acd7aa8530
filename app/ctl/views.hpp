// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/ctl/connection.hpp"
#include "app/ctl/table.hpp"

#include <string>

/// What people see of the documents of docs/control-protocol.md. Nothing in
/// them reaches the terminal raw; a field that is not there shows as `-`.
namespace orderd::ctl {

using view = std::string (*)(const document& shown, colours use);

std::string order_view(const document& order, colours use);
std::string orders_view(const document& page, colours use);
std::string product_view(const document& product, colours use);
std::string products_view(const document& page, colours use);
std::string stock_view(const document& level, colours use);
std::string customer_view(const document& customer, colours use);
std::string customers_view(const document& page, colours use);
/// One day or a range.
std::string kpis_view(const document& figures, colours use);
/// What `kpis generate` and `leaderboard update` found.
std::string days_compared_view(const document& report, colours use);
std::string customers_compared_view(const document& report, colours use);
std::string leaderboard_view(const document& board, colours use);
std::string notification_view(const document& notification, colours use);
std::string notifications_view(const document& list, colours use);
std::string refund_view(const document& refund, colours use);
/// One refund or a list of them.
std::string refunds_view(const document& list, colours use);
std::string rehearsal_view(const document& report, colours use);
std::string queue_view(const document& queue, colours use);
std::string paused_view(const document& stage, colours use);
/// Long errors are cut to fit a terminal, but not in the whole.
std::string dead_letters_view(const document& list, colours use);
std::string dead_letters_whole(const document& list, colours use);
std::string retried_view(const document& answer, colours use);
std::string retried_whole(const document& answer, colours use);
std::string resent_view(const document& notification, colours use);
std::string test_sent_view(const document& answer, colours use);
/// A line an event.
std::string tail_view(const document& page, colours use);
std::string import_view(const document& import, colours use);
std::string imports_view(const document& list, colours use);
std::string rejects_view(const document& page, colours use);
std::string status_view(const document& status, colours use);
std::string verify_view(const document& report, colours use);
std::string drain_view(const document& answer, colours use);

} // namespace orderd::ctl
