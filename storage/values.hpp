// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/notify_policy.hpp"
#include "domain/outgoing.hpp"
#include "domain/records.hpp"
#include "domain/refund_records.hpp"
#include "domain/views.hpp"

/// The plain values that storage takes and gives, under their short names.
namespace orderd::storage {

using domain::accept_request;
using domain::accept_result;
using domain::commit_facts;
using domain::commit_mark;
using domain::customer_difference;
using domain::customer_view;
using domain::dead_letter;
using domain::dead_letter_filter;
using domain::dead_letter_view;
using domain::dead_refund;
using domain::delivery_counts;
using domain::delivery_exception;
using domain::delivery_progress;
using domain::delivery_records;
using domain::due_retries;
using domain::figure_difference;
using domain::figures_fix;
using domain::figures_report;
using domain::figures_scope;
using domain::file_position;
using domain::finalize_request;
using domain::finalize_result;
using domain::import_ending;
using domain::import_kind;
using domain::import_record;
using domain::import_slice;
using domain::import_state;
using domain::memory_figures;
using domain::new_import;
using domain::notice_batch;
using domain::notice_page;
using domain::notification_view;
using domain::open_order;
using domain::open_refund;
using domain::order_decision;
using domain::order_filter;
using domain::order_item_view;
using domain::order_page;
using domain::order_view;
using domain::outgoing;
using domain::payment_answer;
using domain::product_view;
using domain::products_request;
using domain::products_result;
using domain::refund_answer;
using domain::refund_counts;
using domain::refund_decision;
using domain::refund_reversal;
using domain::refund_view;
using domain::refunds_request;
using domain::refunds_result;
using domain::refunds_settlement;
using domain::rehearsal_check;
using domain::rehearsal_report;
using domain::rehearsal_request;
using domain::settlement_result;
using domain::stock_change;
using domain::stock_level;
using domain::verified_rule;
using domain::verify_report;
using domain::violation;

} // namespace orderd::storage
