// SPDX-License-Identifier: Apache-2.0
#include "storage/accept_run.hpp"
#include "storage/write_statements.hpp"

#include <map>
#include <optional>
#include <set>
#include <unordered_map>

namespace orderd::storage {

accept_lookup accept_run::look_up(transaction& tx) const {
  std::set<std::string> emails, skus, refs;
  std::optional<std::int64_t> first_line, last_line;
  for (const auto& order : request_.orders) {
    emails.insert(order.email);
    for (const auto& line : order.lines)
      skus.insert(line.sku);
    if (!order.order_ref.empty()) {
      refs.insert(order.order_ref);
    } else if (request_.slice) {
      first_line = first_line.value_or(order.line);
      last_line = order.line;
    }
  }
  accept_lookup found;
  if (request_.orders.empty())
    return found;
  const auto list = [](const std::set<std::string>& names) {
    params with;
    const std::vector<std::string> all{names.begin(), names.end()};
    with.add_array(all);
    return with;
  };
  pipeline ask;
  ask.emplace_back(&sql::customers_by_email, list(emails));
  ask.emplace_back(&sql::products_by_sku, list(skus));
  if (!refs.empty()) {
    params with;
    const std::vector<std::string> all{refs.begin(), refs.end()};
    with.add(request_.source).add_array(all);
    ask.emplace_back(&sql::refs_by_name, std::move(with));
  }
  if (first_line) {
    params with;
    with.add_bytes(request_.slice->content_sha256)
        .add(*first_line)
        .add(*last_line);
    ask.emplace_back(&sql::accepted_lines, std::move(with));
  }
  const auto answers = tx.run_before(ask);
  for (int i = 0; i < answers[0].rows(); ++i)
    found.customers.emplace(answers[0].text(i, 0),
                            domain::customer_id{answers[0].int64(i, 1)});
  for (int i = 0; i < answers[1].rows(); ++i)
    found.products.emplace(
        answers[1].text(i, 0),
        accept_lookup::product{domain::product_id{answers[1].int64(i, 1)},
                               domain::money{answers[1].int64(i, 2)},
                               answers[1].boolean(i, 3)});
  if (!refs.empty())
    for (int i = 0; i < answers[2].rows(); ++i)
      found.refs.emplace(
          answers[2].text(i, 0),
          accept_lookup::reference{domain::order_id{answers[2].int64(i, 1)},
                                   answers[2].bytes(i, 2)});
  if (first_line)
    for (int i = 0; i < answers.back().rows(); ++i)
      found.lines.emplace(answers.back().int64(i, 0),
                          domain::order_id{answers.back().int64(i, 1)});
  return found;
}

// New customers are inserted in a short transaction of their own, so that
// nobody waits for their unique index while this batch works.
void accept_run::find_or_add_customers(transaction& tx, accept_lookup& found) {
  std::map<std::string, const domain::order_input*> fresh;
  for (const auto& order : plan_.orders)
    if (!found.customers.contains(input(order).email))
      fresh.try_emplace(input(order).email, &input(order));
  if (fresh.empty())
    return;
  std::vector<std::int64_t> ids;
  std::vector<std::string> emails, names, phones, addresses;
  auto next =
      customer_ids_.take(tx.on(), static_cast<std::int64_t>(fresh.size()));
  // Ids rise with the first order of each customer, but the rows are inserted
  // by key: another batch may be adding the same customers.
  std::unordered_map<std::string, std::int64_t> id_of;
  for (const auto& order : plan_.orders)
    if (const auto entry = fresh.find(input(order).email);
        entry != fresh.end() && entry->second == &input(order))
      id_of.emplace(entry->first, next++);
  for (const auto& [email, order] : fresh) {
    ids.push_back(id_of.at(email));
    emails.push_back(email);
    names.push_back(order->name);
    phones.push_back(order->phone);
    addresses.push_back(order->address);
  }
  params with, again;
  with.add_array(ids).add_array(emails).add_array(names).add_array(phones);
  with.add_array(addresses).add(request_.now);
  again.add_array(emails);
  pipeline ask;
  ask.emplace_back(&sql::begin, params{});
  ask.emplace_back(&sql::commit_later, params{});
  ask.emplace_back(&sql::add_customers, std::move(with));
  ask.emplace_back(&sql::commit, params{});
  ask.emplace_back(&sql::customers_by_email, std::move(again));
  const auto answers = tx.run_before(ask);
  customer_ids_.keep();
  for (int i = 0; i < answers[4].rows(); ++i)
    found.customers.emplace(answers[4].text(i, 0),
                            domain::customer_id{answers[4].int64(i, 1)});
}

} // namespace orderd::storage
