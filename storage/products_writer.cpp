// SPDX-License-Identifier: Apache-2.0
#include "storage/products_writer.hpp"

#include "domain/reject_codes.hpp"
#include "domain/text.hpp"
#include "storage/product_rows.hpp"
#include "storage/write_bisect.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace orderd::storage {
namespace {

namespace code = domain::reject_code;

// Long enough to recognise a SKU in a message.
constexpr std::size_t shown_length = 64;

void overlay(product_row& row, const domain::product_input& input) {
  row.name = input.name.value_or(row.name);
  row.description = input.description.value_or(row.description);
  row.price = input.price ? input.price->minor : row.price;
  row.stock = input.stock.value_or(row.stock);
  row.active = input.active.value_or(row.active);
}

domain::reject reject_of(const domain::product_input& input,
                         std::string_view column, std::string_view what,
                         std::string reason) {
  domain::reject reject;
  reject.line = input.line;
  reject.column = column;
  reject.code = what;
  reject.reason = std::move(reason);
  return reject;
}

/// One transaction over the products from one place in a request to before
/// another; see accept_run for how runs are repeated.
class apply_run {
public:
  apply_run(const write_context& context, const products_request& request,
            std::size_t from, std::size_t to, const refusals& refused)
      : request_(request),
        from_(from),
        to_(to),
        refused_(refused),
        product_ids_(context.ids, id_kind::product),
        movement_ids_(context.ids, id_kind::movement) {
    for (std::size_t i = from; i < to; ++i)
      skus_.insert(request.products[i].sku);
  }

  /// Writes all, moves the position and records the rejects.
  void record(transaction& tx) {
    pipeline rows;
    decide(tx, rows);
    pipeline all;
    add_move(all, request_.slice,
             {.accepted = result_.accepted, .rejected = result_.rejected});
    add_rejects(all, request_.slice.import, rejects_);
    std::ranges::move(rows, std::back_inserter(all));
    const auto answers = tx.run(std::move(all));
    require_moved(answers[0], request_.slice);
  }

  /// Writes the products alone.
  void try_out(transaction& tx) {
    pipeline rows;
    decide(tx, rows);
    if (!rows.empty())
      tx.run(std::move(rows));
  }

  void give_ids_back() noexcept {
    product_ids_.give_back();
    movement_ids_.give_back();
  }

  [[nodiscard]] const products_result& result() const noexcept {
    return result_;
  }

private:
  void decide(transaction& tx, pipeline& to) {
    result_ = {};
    rejects_ = request_.rejects;
    give_ids_back();
    if (skus_.empty()) {
      result_.rejected = static_cast<std::int64_t>(rejects_.size());
      return;
    }
    const auto count = static_cast<std::int64_t>(skus_.size());
    const auto first_id = product_ids_.take(tx.on(), count);
    const auto movement = movement_ids_.take(tx.on(), count);
    auto next_id = first_id;
    auto rows = lock_product_rows(tx, skus_);
    for (std::size_t i = from_; i < to_; ++i)
      apply(i, rows, next_id);
    result_.rejected = static_cast<std::int64_t>(rejects_.size());
    product_ids_.shrink(next_id - first_id);
    add_product_rows(
        to, rows,
        {movement, "product file", request_.slice.import.value, request_.now});
  }

  void apply(std::size_t index, product_rows& rows, std::int64_t& next_id) {
    const auto& input = request_.products[index];
    auto known = rows.find(input.sku);
    std::optional<domain::reject> reject;
    if (const auto why = refused_.find(index); why != refused_.end())
      reject = reject_of(input, "", code::database_refused, why->second);
    else if (known == rows.end() && !input.price)
      reject = reject_of(input, "price", code::missing_value,
                         "the product " + domain::shown(input.sku, 64) +
                             " is new and has no price");
    if (reject) {
      reject->raw = request_.raws[index];
      rejects_.push_back(std::move(*reject));
      return;
    }
    if (known == rows.end()) {
      known = rows.emplace(input.sku, product_row{}).first;
      known->second.id = {next_id++};
      known->second.fresh = true;
    }
    overlay(known->second, input);
    result_.accepted += 1;
  }

  const products_request& request_;
  std::size_t from_;
  std::size_t to_;
  const refusals& refused_;
  std::set<std::string> skus_;
  id_lease product_ids_;
  id_lease movement_ids_;
  std::vector<domain::reject> rejects_;
  products_result result_;
};

products_result apply_with(const write_context& context,
                           const products_request& request,
                           const refusals& refused) {
  apply_run run{context, request, 0, request.products.size(), refused};
  try {
    context.session.run("apply products",
                        [&](transaction& tx) { run.record(tx); });
    return run.result();
  } catch (const error& failed) {
    // Only a writer that was told to stop leaves an outcome open.
    if (failed.kind() != error_kind::unavailable)
      run.give_ids_back();
    throw;
  }
}

refusals find_refused_products(const write_context& context,
                               const products_request& request) {
  const refusals none;
  return find_refused(
      request.products.size(), [&](std::size_t from, std::size_t to) {
        apply_run run{context, request, from, to, none};
        try {
          context.session.try_out([&](transaction& tx) { run.try_out(tx); });
        } catch (const error&) {
          run.give_ids_back();
          throw;
        }
        run.give_ids_back();
      });
}

} // namespace

products_result apply_products(const write_context& context,
                               const products_request& request) {
  try {
    return apply_with(context, request, {});
  } catch (const error& failed) {
    if (failed.kind() != error_kind::data_refused)
      throw;
  }
  // Rows that were decided before are refused as well, for being there twice.
  check_position(context.session, request.slice);
  return apply_with(context, request, find_refused_products(context, request));
}

} // namespace orderd::storage
