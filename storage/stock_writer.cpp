// SPDX-License-Identifier: Apache-2.0
#include "domain/limits.hpp"
#include "domain/text.hpp"
#include "storage/product_rows.hpp"
#include "storage/products_writer.hpp"

#include <nlohmann/json.hpp>

namespace orderd::storage {
namespace {

constexpr statement find_answer{
    "find an earlier answer",
    "SELECT request, answer FROM request_keys WHERE key = $1::text"};

constexpr statement keep_answer{
    "keep an answer",
    "INSERT INTO request_keys (key, request, answer, created_at)"
    " VALUES ($1::text, $2::text, $3::jsonb, $4::timestamptz)"
    " ON CONFLICT (key) DO NOTHING"};

std::int64_t changed_stock(const product_row& row, const stock_change& change) {
  std::int64_t after = change.value;
  if (!change.absolute &&
      __builtin_add_overflow(row.stock, change.value, &after))
    after = -1;
  if (after >= 0 && after <= domain::limits::stock)
    return after;
  throw error(error_kind::conflict, "cannot change the stock of " +
                                        domain::shown(change.sku, 64) +
                                        (change.absolute ? " to " : " by ") +
                                        std::to_string(change.value) + ": " +
                                        std::to_string(row.stock) +
                                        " are on hand, and stock is 0 to " +
                                        std::to_string(domain::limits::stock));
}

std::string request_text(const stock_change& change) {
  return nlohmann::json{change.sku, change.absolute, change.value}.dump();
}

// What an earlier request with the same key was answered.
std::optional<stock_level> answer_of(transaction& tx,
                                     const stock_change& change) {
  if (change.key.empty())
    return std::nullopt;
  params with;
  with.add(change.key);
  const auto rows = tx.run(find_answer, std::move(with));
  if (rows.rows() == 0)
    return std::nullopt;
  if (rows.text(0, 0) != request_text(change))
    throw error(error_kind::conflict,
                "the key " + domain::shown(change.key, 64) +
                    " was used for another change of stock");
  const auto answer = nlohmann::json::parse(rows.text(0, 1));
  return stock_level{{answer.at("product_id").get<std::int64_t>()},
                     change.sku,
                     answer.at("before").get<std::int64_t>(),
                     answer.at("after").get<std::int64_t>()};
}

void add_answer(pipeline& to, const stock_change& change,
                const stock_level& level, domain::utc_time now) {
  if (change.key.empty())
    return;
  const nlohmann::json answer{{"product_id", level.product.value},
                              {"before", level.before},
                              {"after", level.after}};
  params with;
  with.add(change.key).add(request_text(change));
  with.add_jsonb(answer.dump()).add(now);
  to.emplace_back(&keep_answer, std::move(with));
}

} // namespace

stock_level change_stock(const write_context& context,
                         const stock_change& change, domain::utc_time now) {
  stock_level level;
  id_lease movement_ids{context.ids, id_kind::movement};
  context.session.run("change stock", [&](transaction& tx) {
    const auto movement = movement_ids.take(tx.on(), 1);
    if (auto earlier = answer_of(tx, change)) {
      level = *earlier;
      return;
    }
    auto rows = lock_product_rows(tx, {change.sku});
    if (rows.empty())
      throw error(error_kind::not_found,
                  "no product has the SKU " + domain::shown(change.sku, 64));
    auto& row = rows.begin()->second;
    row.stock = changed_stock(row, change);
    level = {row.id, change.sku, row.stock_before, row.stock};
    pipeline all;
    add_answer(all, change, level, now);
    add_product_rows(all, rows, {movement, change.reason, std::nullopt, now});
    const auto answers = tx.run(std::move(all));
    if (!change.key.empty() && answers[0].affected() != 1)
      throw error(error_kind::retry,
                  "another request with the same key was faster");
  });
  return level;
}

} // namespace orderd::storage
