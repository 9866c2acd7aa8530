// SPDX-License-Identifier: Apache-2.0
#include "domain/refund_rules.hpp"

#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"
#include "domain/text.hpp"

#include <algorithm>

namespace orderd::domain {
namespace {

namespace code = reject_code;

using refusal = tl::unexpected<refund_refusal>;

refusal refuse(std::string_view why, std::string_view column,
               std::string reason) {
  return refusal{refund_refusal{why, column, std::move(reason)}};
}

/// Writes amounts of one order's refund for people.
class speaker {
public:
  speaker(const order_books& books, const currency& in)
      : books_(books), in_(in) {}

  [[nodiscard]] std::string amount(money value) const {
    return format_money(value, in_) + " " + in_.code;
  }

  [[nodiscard]] std::string order() const {
    return order_number(books_.order);
  }

  /// The numbers that every refusal of an amount shows.
  [[nodiscard]] std::string numbers() const {
    return " (captured " + format_money(books_.captured, in_) + ", refunded " +
           format_money(books_.refunded(), in_) + ", pending " +
           format_money(books_.pending(), in_) + ")";
  }

private:
  const order_books& books_;
  const currency& in_;
};

money sum_of(const std::vector<booked_refund>& refunds, auto counts) noexcept {
  money sum;
  for (const auto& refund : refunds)
    if (counts(refund.status))
      sum.minor += refund.amount.minor;
  return sum;
}

bool was_shipped(const order_state& state) noexcept {
  return state.status == order_status::shipped ||
         state.status == order_status::delivered;
}

bool was_paid(const order_state& state) noexcept {
  using enum payment_status;
  return state.payment == paid || state.payment == partially_refunded ||
         state.payment == refunded;
}

std::optional<refund_refusal> refuse_state(const order_books& books,
                                           const speaker& say) {
  using enum order_status;
  const auto& state = books.state;
  if (state.status == pending || state.status == processing)
    return refund_refusal{code::order_in_progress, "order",
                          say.order() + " is still " +
                              std::string(to_string(state.status)) +
                              ": nothing was captured for it yet"};
  if (!was_paid(state))
    return refund_refusal{
        code::order_not_paid, "order",
        say.order() + " is " + std::string(to_string(state.status)) +
            " and its payment " + std::string(to_string(state.payment)) +
            ": nothing was captured for it" + say.numbers()};
  return std::nullopt;
}

// A SKU may be named twice.
void add_units(std::vector<planned_refund_line>& to, const booked_line& line,
               std::int64_t units) {
  auto found = std::ranges::find(to, line.line, &planned_refund_line::line);
  if (found == to.end())
    found = to.insert(found, {line.line, 0, {}});
  found->quantity += static_cast<std::int32_t>(units);
  found->amount.minor += line.unit_price.minor * units;
}

// Spreads the units over the lines of the SKU, first line first.
std::optional<refund_refusal> spread(const refund_line& wanted,
                                     std::vector<booked_line>& lines,
                                     const speaker& say,
                                     std::vector<planned_refund_line>& into) {
  std::int64_t sold = 0, left = 0;
  for (const auto& line : lines)
    if (line.sku == wanted.sku) {
      sold += line.sold;
      left += line.sold - line.refunded;
    }
  const auto sku = shown(wanted.sku, limits::shown_bytes);
  if (sold == 0)
    return refund_refusal{code::unknown_line, "line",
                          say.order() + " has no line with the SKU " + sku};
  if (wanted.quantity < 1)
    return refund_refusal{code::units_not_left, "line",
                          "cannot refund " + std::to_string(wanted.quantity) +
                              " units of " + sku + " of " + say.order() +
                              ": a line names 1 unit or more"};
  if (wanted.quantity > left)
    return refund_refusal{code::units_not_left, "line",
                          "cannot refund " + std::to_string(wanted.quantity) +
                              " units of " + sku + " of " + say.order() +
                              ": at most " + std::to_string(left) + " of the " +
                              std::to_string(sold) + " sold can be"};
  std::int64_t rest = wanted.quantity;
  for (auto& line : lines) {
    if (line.sku != wanted.sku || rest == 0)
      continue;
    const auto units = std::min(rest, line.sold - line.refunded);
    if (units == 0)
      continue;
    rest -= units;
    line.refunded += units;
    add_units(into, line, units);
  }
  return std::nullopt;
}

restock_rule default_restock(const refund_input& refund,
                             const order_books& books) {
  return refund.type == refund_type::full && !was_shipped(books.state)
             ? restock_rule::all
             : restock_rule::none;
}

std::optional<refund_refusal> refuse_amount(const refund_input& refund,
                                            const order_books& books,
                                            const speaker& say) {
  const auto left = books.refundable();
  if (refund.amount && refund.amount->minor <= 0)
    return refund_refusal{code::invalid_amount, "amount",
                          "cannot refund " + say.amount(*refund.amount) +
                              " of " + say.order() + ": a refund is above 0" +
                              say.numbers()};
  if (left.minor <= 0)
    return refund_refusal{code::nothing_left, "amount",
                          "nothing of " + say.order() + " is left to refund" +
                              say.numbers()};
  if (refund.type == refund_type::full && refund.amount &&
      *refund.amount != left)
    return refund_refusal{code::amount_not_the_rest, "amount",
                          "a full refund of " + say.order() + " is " +
                              say.amount(left) + ", not " +
                              say.amount(*refund.amount) + say.numbers()};
  return std::nullopt;
}

std::optional<refund_refusal> refuse_repeat(const refund_input& refund,
                                            money amount,
                                            const order_books& books,
                                            const speaker& say, utc_time now) {
  // "All that is left" finds nothing left when it is asked for twice.
  const bool the_rest = refund.type == refund_type::full && !refund.amount;
  if (!refund.guard_repeat || the_rest)
    return std::nullopt;
  for (const auto& earlier : books.refunds) {
    const bool counts =
        is_open(earlier.status) || earlier.status == refund_status::completed;
    if (!counts || earlier.amount != amount ||
        now - earlier.requested_at >= repeat_window)
      continue;
    return refund_refusal{
        code::refund_repeated, "amount",
        say.amount(amount) + " of " + say.order() + " were asked for " +
            "within the last minute already: " + refund_number(earlier.id) +
            " is " + std::string(to_string(earlier.status)) +
            "; force it, or give it a key of its own, if it is another one" +
            say.numbers()};
  }
  return std::nullopt;
}

} // namespace

money order_books::refunded() const noexcept {
  return sum_of(refunds, [](refund_status status) {
    return status == refund_status::completed;
  });
}

money order_books::pending() const noexcept {
  return sum_of(refunds, [](refund_status status) { return is_open(status); });
}

money order_books::refundable() const noexcept {
  return money{captured.minor - refunded().minor - pending().minor};
}

bool needs_lines(const refund_input& refund) noexcept {
  return !refund.lines.empty();
}

tl::expected<planned_refund, refund_refusal>
plan_refund(const refund_input& refund, const order_books& books,
            const currency& in, utc_time now) {
  const speaker say{books, in};
  if (auto no = refuse_state(books, say))
    return refusal{std::move(*no)};
  if (auto no = refuse_amount(refund, books, say))
    return refusal{std::move(*no)};
  planned_refund plan;
  plan.restock = refund.restock.value_or(default_restock(refund, books));
  auto lines = books.lines;
  money of_lines;
  for (const auto& line : refund.lines)
    if (auto no = spread(line, lines, say, plan.lines))
      return refusal{std::move(*no)};
  for (const auto& line : plan.lines)
    of_lines.minor += line.amount.minor;
  const auto left = books.refundable();
  if (refund.type == refund_type::full)
    plan.amount = left;
  else
    plan.amount =
        refund.lines.empty() ? refund.amount.value_or(money{}) : of_lines;
  if (refund.type == refund_type::partial && !refund.lines.empty() &&
      refund.amount && *refund.amount != of_lines)
    return refuse(code::amount_not_of_lines, "amount",
                  "the lines named cost " + say.amount(of_lines) + ", not " +
                      say.amount(*refund.amount) + say.numbers());
  if (plan.amount.minor <= 0)
    return refuse(code::invalid_amount, "amount",
                  "cannot refund " + say.amount(plan.amount) + " of " +
                      say.order() + ": a refund is above 0" + say.numbers());
  if (plan.amount > left || of_lines > left)
    return refuse(code::amount_not_left, "amount",
                  "cannot refund " +
                      say.amount(std::max(plan.amount, of_lines)) + " of " +
                      say.order() + ": at most " + say.amount(left) +
                      " is left" + say.numbers());
  if (auto no = refuse_repeat(refund, plan.amount, books, say, now))
    return refusal{std::move(*no)};
  return plan;
}

} // namespace orderd::domain
