// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/records.hpp"
#include "domain/views.hpp"

/// The plain values that storage takes and gives, under their short names.
namespace orderd::storage {

using domain::accept_request;
using domain::accept_result;
using domain::commit_facts;
using domain::commit_mark;
using domain::customer_view;
using domain::dead_letter;
using domain::delivered_batch;
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
using domain::notification_view;
using domain::open_order;
using domain::order_decision;
using domain::order_filter;
using domain::order_item_view;
using domain::order_page;
using domain::order_view;
using domain::payment_answer;
using domain::product_view;
using domain::products_request;
using domain::products_result;
using domain::refund_view;
using domain::stock_change;
using domain::stock_level;
using domain::verified_rule;
using domain::verify_report;
using domain::violation;

} // namespace orderd::storage
