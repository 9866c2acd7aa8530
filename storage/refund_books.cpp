// SPDX-License-Identifier: Apache-2.0
#include "storage/refund_books.hpp"

#include "storage/refund_statements.hpp"

#include <algorithm>
#include <iterator>

namespace orderd::storage {
namespace {

params list_of(const std::set<std::int64_t>& ids) {
  const std::vector<std::int64_t> all{ids.begin(), ids.end()};
  params with;
  with.add_array(all);
  return with;
}

template <class Enum>
Enum known(std::optional<Enum> value, std::string_view text) {
  if (value)
    return *value;
  throw error(error_kind::internal, "cannot read an order's books: \"" +
                                        std::string(text) +
                                        "\" is no known state");
}

domain::order_state state_of(const result& rows, int row) {
  const auto status = rows.text(row, 3), payment = rows.text(row, 4);
  return {known(domain::parse_order_status(status), status),
          known(domain::parse_payment_status(payment), payment)};
}

domain::order_books books_of(const result& rows, int row) {
  domain::order_books books;
  books.order = {rows.int64(row, 0)};
  books.customer = {rows.int64(row, 1)};
  books.source = rows.text(row, 2);
  books.state = state_of(rows, row);
  return books;
}

bool names_units(domain::refund_status status) {
  return is_open(status) || status == domain::refund_status::completed;
}

} // namespace

// Each statement of a transaction sees what was committed before it began, so
// all that is read behind the locks is the latest.
std::vector<result> refund_books::lock(transaction& tx,
                                       const std::set<std::int64_t>& orders,
                                       depth how, const pipeline& also) {
  orders_.clear();
  named_.clear();
  restocked_.clear();
  silent_.clear();
  pipeline all;
  all.emplace_back(&sql::lock_orders, list_of(orders));
  all.emplace_back(&sql::captures, list_of(orders));
  all.emplace_back(&sql::refunds_of_orders, list_of(orders));
  if (how == depth::items)
    all.emplace_back(&sql::refund_items_of_orders, list_of(orders));
  const auto own = static_cast<std::ptrdiff_t>(all.size());
  std::ranges::copy(also, std::back_inserter(all));
  auto answers = tx.run(std::move(all));
  add_orders(answers[0]);
  add_captures(answers[1]);
  add_refunds(answers[2]);
  if (how == depth::items)
    add_items(answers[3]);
  if (orders_.size() < orders.size())
    add_unpaid(tx, orders);
  answers.erase(answers.begin(), answers.begin() + own);
  return answers;
}

void refund_books::add_orders(const result& rows) {
  orders_.reserve(static_cast<std::size_t>(rows.rows()));
  for (int i = 0; i < rows.rows(); ++i) {
    auto& books = orders_[rows.int64(i, 0)] = books_of(rows, i);
    if (!rows.is_null(i, 5))
      books.order_day = rows.day(i, 5);
  }
}

void refund_books::add_captures(const result& rows) {
  for (int i = 0; i < rows.rows(); ++i)
    if (auto* books = find({rows.int64(i, 0)}))
      books->captured = {rows.int64(i, 1)};
}

void refund_books::add_refunds(const result& rows) {
  for (int i = 0; i < rows.rows(); ++i) {
    auto* books = find({rows.int64(i, 0)});
    if (books == nullptr)
      continue;
    const auto status = rows.text(i, 3), restock = rows.text(i, 4);
    books->refunds.push_back(
        {{rows.int64(i, 1)},
         {rows.int64(i, 2)},
         known(domain::parse_refund_status(status), status),
         known(domain::parse_restock_rule(restock), restock),
         rows.time(i, 5)});
    if (!rows.boolean(i, 6))
      silent_.insert(rows.int64(i, 1));
  }
}

void refund_books::add_items(const result& rows) {
  for (int i = 0; i < rows.rows(); ++i) {
    const auto line = static_cast<int>(rows.int64(i, 2));
    if (const auto units = rows.int64(i, 3); units > 0)
      named_[rows.int64(i, 1)].push_back(
          {line, static_cast<std::int32_t>(units), {rows.int64(i, 5)}});
    if (const auto units = rows.int64(i, 4); units > 0)
      restocked_[rows.int64(i, 0)].push_back({line, units});
  }
}

void refund_books::add_unpaid(transaction& tx,
                              const std::set<std::int64_t>& orders) {
  std::set<std::int64_t> missing;
  std::ranges::copy_if(orders, std::inserter(missing, missing.end()),
                       [&](auto id) { return !orders_.contains(id); });
  const auto rows = tx.run(sql::unpaid_orders, list_of(missing));
  for (int i = 0; i < rows.rows(); ++i) {
    if (rows.boolean(i, 5))
      throw error(error_kind::retry, "an order was paid meanwhile");
    orders_[rows.int64(i, 0)] = books_of(rows, i);
  }
}

void refund_books::read_lines(transaction& tx,
                              const std::set<std::int64_t>& orders) {
  if (orders.empty())
    return;
  const auto rows = tx.run(sql::items_of_orders, list_of(orders));
  for (int i = 0; i < rows.rows(); ++i) {
    auto* books = find({rows.int64(i, 0)});
    if (books == nullptr)
      continue;
    domain::booked_line line;
    line.line = static_cast<int>(rows.int64(i, 1));
    line.product = {rows.int64(i, 2)};
    line.sold = rows.int64(i, 3);
    line.unit_price = {rows.int64(i, 4)};
    line.sku = rows.text(i, 5);
    books->lines.push_back(std::move(line));
  }
  for (const auto id : orders)
    if (auto* books = find({id}))
      count_units(*books);
}

void refund_books::count_units(domain::order_books& books) {
  const auto line_at = [&](int line) -> domain::booked_line* {
    const auto found =
        std::ranges::find(books.lines, line, &domain::booked_line::line);
    return found == books.lines.end() ? nullptr : &*found;
  };
  for (const auto& refund : books.refunds)
    if (names_units(refund.status))
      for (const auto& units : named(refund.id))
        if (auto* line = line_at(units.line)) {
          line->refunded += units.quantity;
          if (refund.status == domain::refund_status::completed)
            line->completed += units.quantity;
        }
  if (const auto found = restocked_.find(books.order.value);
      found != restocked_.end())
    for (const auto& back : found->second)
      if (auto* line = line_at(back.line))
        line->restocked += back.units;
}

domain::order_books* refund_books::find(domain::order_id order) {
  const auto found = orders_.find(order.value);
  return found == orders_.end() ? nullptr : &found->second;
}

const std::vector<domain::planned_refund_line>&
refund_books::named(domain::refund_id refund) const {
  static const std::vector<domain::planned_refund_line> none;
  const auto found = named_.find(refund.value);
  return found == named_.end() ? none : found->second;
}

domain::booked_refund* find_refund(domain::order_books* books,
                                   domain::refund_id id) {
  if (books == nullptr)
    return nullptr;
  const auto found =
      std::ranges::find(books->refunds, id, &domain::booked_refund::id);
  return found == books->refunds.end() ? nullptr : &*found;
}

} // namespace orderd::storage
