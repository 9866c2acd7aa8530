// SPDX-License-Identifier: Apache-2.0
#include "storage/accept_plan.hpp"

#include "domain/reject_codes.hpp"
#include "domain/text.hpp"

#include <optional>

namespace orderd::storage {
namespace {

namespace code = domain::reject_code;

// Long enough to recognise a SKU or a reference in a message.
constexpr std::size_t shown_length = 64;

order_decision rejected(std::string_view column, std::string_view what,
                        std::string reason) {
  order_decision decision;
  decision.what = order_decision::verdict::rejected;
  decision.column = column;
  decision.code = what;
  decision.reason = std::move(reason);
  return decision;
}

order_decision duplicate(domain::order_id of) {
  order_decision decision;
  decision.what = order_decision::verdict::duplicate;
  decision.order = of;
  return decision;
}

order_decision conflict(const domain::order_input& order) {
  return rejected("order_ref", code::order_ref_conflict,
                  "another order was accepted under the reference \"" +
                      domain::shown(order.order_ref, shown_length) +
                      "\" with other content");
}

order_decision overflow() {
  return rejected("products", code::amount_overflow,
                  "the order's total exceeds the largest amount of an order");
}

std::optional<order_decision> price(const domain::order_input& order,
                                    const accept_lookup& found,
                                    planned_order& plan) {
  domain::money total;
  for (const auto& line : order.lines) {
    const auto product = found.products.find(line.sku);
    if (product == found.products.end())
      return rejected("products", code::unknown_sku,
                      "no product has the SKU \"" +
                          domain::shown(line.sku, shown_length) + "\"");
    if (!product->second.active)
      return rejected("products", code::inactive_sku,
                      "the product \"" + domain::shown(line.sku, shown_length) +
                          "\" is not sold any more");
    const auto amount =
        domain::checked_mul(product->second.price, line.quantity);
    const auto sum =
        amount ? domain::checked_add(total, *amount) : std::nullopt;
    if (!sum || sum->minor > max_order_total)
      return overflow();
    total = *sum;
    plan.items.push_back(
        {product->second.id, line.quantity, product->second.price, *amount});
  }
  plan.total = total;
  return std::nullopt;
}

class planner {
public:
  planner(const accept_request& request, const accept_lookup& found,
          const refusals& refused)
      : request_(request), found_(found), refused_(refused) {}

  accept_plan run() {
    for (std::size_t i = 0; i < request_.orders.size(); ++i)
      plan_.decisions.push_back(decide(i));
    return std::move(plan_);
  }

private:
  order_decision decide(std::size_t index) {
    const auto& order = request_.orders[index];
    planned_order plan;
    plan.index = index;
    if (!order.order_ref.empty())
      plan.digest = domain::content_digest(order);
    if (auto earlier = seen_before(order, plan.digest, index))
      return *earlier;
    if (const auto why = refused_.find(index); why != refused_.end())
      return rejected("", code::database_refused, why->second);
    if (auto reject = price(order, found_, plan))
      return *reject;
    if (!order.order_ref.empty())
      own_refs_[order.order_ref] = plan_.orders.size();
    plan_.orders.push_back(std::move(plan));
    order_decision decision;
    decision.what = order_decision::verdict::accepted;
    return decision;
  }

  std::optional<order_decision> seen_before(const domain::order_input& order,
                                            const std::string& digest,
                                            std::size_t index) {
    if (order.order_ref.empty()) {
      const auto line = found_.lines.find(order.line);
      if (line == found_.lines.end())
        return std::nullopt;
      return duplicate(line->second);
    }
    if (const auto known = found_.refs.find(order.order_ref);
        known != found_.refs.end())
      return known->second.digest == digest ? duplicate(known->second.order)
                                            : conflict(order);
    const auto own = own_refs_.find(order.order_ref);
    if (own == own_refs_.end())
      return std::nullopt;
    if (plan_.orders[own->second].digest != digest)
      return conflict(order);
    plan_.twins[index] = own->second;
    return duplicate({});
  }

  const accept_request& request_;
  const accept_lookup& found_;
  const refusals& refused_;
  accept_plan plan_;
  std::unordered_map<std::string, std::size_t> own_refs_;
};

} // namespace

accept_plan plan_accept(const accept_request& request,
                        const accept_lookup& found, const refusals& refused) {
  return planner{request, found, refused}.run();
}

} // namespace orderd::storage
