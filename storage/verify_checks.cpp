// SPDX-License-Identifier: Apache-2.0
#include "storage/verify_checks.hpp"

#include "storage/verify_file_statements.hpp"
#include "storage/verify_notice_statements.hpp"
#include "storage/verify_order_statements.hpp"
#include "storage/verify_refund_statements.hpp"
#include "storage/verify_sum_statements.hpp"

#include <array>

namespace orderd::storage {

namespace {

constexpr std::array checks{
    rule_check{1, &checking::stock},
    rule_check{1, &checking::movements_of_nothing},
    rule_check{2, &checking::state_columns},
    rule_check{2, &checking::processing_orders},
    rule_check{2, &checking::open_batches},
    rule_check{3, &checking::payments},
    rule_check{3, &checking::order_totals},
    rule_check{3, &checking::order_subtotals},
    rule_check{3, &checking::item_totals},
    rule_check{4, &checking::refunded_amounts},
    rule_check{4, &checking::refunded_states},
    rule_check{4, &checking::cancelled_by_refund},
    rule_check{4, &checking::refund_rows},
    rule_check{4, &checking::refund_lines},
    rule_check{4, &checking::refund_line_sums},
    rule_check{4, &checking::refunded_units},
    rule_check{4, &checking::dead_refunds},
    rule_check{5, &checking::day_currencies},
    rule_check{6, &checking::batches_of_orders},
    rule_check{6, &checking::batches_of_refunds},
    rule_check{6, &checking::batch_sizes},
    rule_check{6, &checking::deliveries},
    rule_check{6, &checking::notification_exceptions},
    rule_check{6, &checking::dead_notifications},
    rule_check{7, &checking::import_counts},
    rule_check{7, &checking::order_refs},
    rule_check{7, &checking::order_lines},
    rule_check{7, &checking::lines_twice},
    rule_check{7, &checking::refund_lines_twice},
    rule_check{7, &checking::contents_twice},
};

} // namespace

std::span<const rule_check> rule_checks() {
  return checks;
}

} // namespace orderd::storage
