// SPDX-License-Identifier: Apache-2.0
// Long because one class speaks the whole interface of a reader.
#include "tests/support/memory_deliveries.hpp"
#include "tests/support/memory_refunds.hpp"

#include <algorithm>

namespace orderd::testing {
namespace {

template <class T>
std::vector<T> cut(std::vector<T> all, int limit) {
  if (all.size() > static_cast<std::size_t>(limit))
    all.resize(static_cast<std::size_t>(limit));
  return all;
}

domain::order_view view_of(const stored_order& order) {
  domain::order_view view;
  view.id = order.open.order;
  view.source = order.open.source;
  if (!order.input.order_ref.empty())
    view.order_ref = order.input.order_ref;
  view.state = order.state;
  view.total = order.open.total;
  view.customer = order.open.customer;
  view.customer_email = order.input.email;
  return view;
}

domain::product_view view_of(const std::string& sku,
                             const stored_product& product) {
  domain::product_view view;
  view.id = product.id;
  view.sku = sku;
  view.name = product.name;
  view.price = product.price;
  view.stock_quantity = product.stock;
  view.active = product.active;
  return view;
}

domain::customer_view view_of(const std::string& email,
                              const stored_customer& customer) {
  domain::customer_view view;
  view.id = customer.id;
  view.email = email;
  view.name = customer.name;
  view.total_spent = {customer.spent};
  view.total_orders = customer.orders;
  return view;
}

class memory_reader : public storage::reader {
public:
  explicit memory_reader(memory_store_ptr store) : store_(std::move(store)) {}

  std::optional<domain::order_view> find_order(domain::order_id id,
                                               bool) override {
    note_call(*store_, "find_order");
    const auto found = store_->orders.find(id);
    if (found == store_->orders.end())
      return std::nullopt;
    return view_of(found->second);
  }
  std::optional<domain::order_view> find_order(const std::string& source,
                                               const std::string& ref,
                                               bool history) override {
    const auto found = store_->refs.find({source, ref});
    if (found == store_->refs.end())
      return std::nullopt;
    return find_order(found->second.first, history);
  }
  domain::order_page list_orders(const domain::order_filter& filter) override {
    domain::order_page page;
    for (const auto& [id, order] : store_->orders)
      page.orders.push_back(view_of(order));
    std::ranges::reverse(page.orders);
    page.orders = cut(std::move(page.orders), filter.limit);
    return page;
  }
  std::optional<domain::product_view>
  find_product(const std::string& sku) override {
    note_call(*store_, "find_product");
    const auto found = store_->products.find(sku);
    if (found == store_->products.end())
      return std::nullopt;
    return view_of(sku, found->second);
  }
  std::vector<domain::product_view> list_products(const std::string& after,
                                                  int limit) override {
    std::vector<domain::product_view> all;
    for (auto entry = store_->products.upper_bound(after);
         entry != store_->products.end(); ++entry)
      all.push_back(view_of(entry->first, entry->second));
    return cut(std::move(all), limit);
  }
  std::optional<domain::customer_view>
  find_customer(const std::string& email) override {
    const auto found = store_->customers.find(email);
    if (found == store_->customers.end())
      return std::nullopt;
    return view_of(email, found->second);
  }
  std::optional<domain::customer_view>
  find_customer(domain::customer_id id) override {
    for (const auto& [email, customer] : store_->customers)
      if (customer.id == id)
        return view_of(email, customer);
    return std::nullopt;
  }
  std::vector<domain::customer_view> list_customers(domain::customer_id after,
                                                    int limit) override {
    std::vector<domain::customer_view> all;
    for (const auto& [email, customer] : store_->customers)
      if (customer.id > after)
        all.push_back(view_of(email, customer));
    std::ranges::sort(all, {}, &domain::customer_view::id);
    return cut(std::move(all), limit);
  }
  std::vector<domain::customer_view>
  customers_by_id(const std::vector<domain::customer_id>& ids) override {
    std::vector<domain::customer_view> all;
    for (const auto id : ids)
      if (auto found = find_customer(id))
        all.push_back(std::move(*found));
    return all;
  }
  std::optional<domain::refund_view>
  find_refund(domain::refund_id id) override {
    note_call(*store_, "find_refund");
    const auto found = store_->refunds.find(id);
    if (found == store_->refunds.end())
      return std::nullopt;
    return view_of(*store_, found->second);
  }
  std::vector<domain::refund_view> list_refunds(int limit) override {
    std::vector<domain::refund_view> all;
    for (const auto& [id, refund] : store_->refunds)
      all.push_back(view_of(*store_, refund));
    std::ranges::reverse(all);
    return cut(std::move(all), limit);
  }
  std::vector<domain::refund_view> list_refunds(domain::order_id order,
                                                int limit) override {
    std::vector<domain::refund_view> all;
    for (const auto& [id, refund] : store_->refunds)
      if (refund.order == order)
        all.push_back(view_of(*store_, refund));
    const auto most = static_cast<std::size_t>(limit);
    if (all.size() > most)
      all.erase(all.begin(), all.end() - limit);
    return all;
  }
  std::vector<domain::notification_view>
  list_notifications(domain::order_id) override {
    return {};
  }
  std::optional<domain::notification_view>
  find_notification(domain::notification_id) override {
    return std::nullopt;
  }
  std::optional<domain::import_record>
  find_import(domain::import_id id) override {
    note_call(*store_, "find_import");
    const auto found = store_->imports.find(id);
    if (found == store_->imports.end())
      return std::nullopt;
    return found->second;
  }
  std::vector<domain::import_record> list_imports(int limit) override {
    std::vector<domain::import_record> all;
    for (const auto& [id, record] : store_->imports)
      all.push_back(record);
    std::ranges::reverse(all);
    return cut(std::move(all), limit);
  }
  std::vector<domain::import_record> unfinished_imports() override {
    note_call(*store_, "unfinished_imports");
    std::vector<domain::import_record> all;
    for (const auto& [id, record] : store_->imports)
      if (!record.finished_at)
        all.push_back(record);
    return all;
  }
  std::vector<domain::reject>
  list_rejects(domain::import_id id, std::int64_t after, int limit) override {
    note_call(*store_, "list_rejects");
    std::vector<domain::reject> all;
    const auto& of_import = store_->rejects[id];
    for (auto entry = of_import.upper_bound(after); entry != of_import.end();
         ++entry)
      all.push_back(entry->second);
    return cut(std::move(all), limit);
  }
  domain::kpi_table load_kpis() override {
    note_call(*store_, "load_kpis");
    return store_->kpis;
  }
  void load_customer_totals(
      const std::function<void(const std::vector<domain::customer_delta>&)>&
          each) override {
    std::vector<domain::customer_delta> page;
    for (const auto& [email, customer] : store_->customers)
      if (customer.orders > 0)
        page.push_back({customer.id, customer.spent, customer.orders});
    each(page);
  }
  std::vector<domain::open_order> open_orders(domain::order_id after,
                                              int limit) override {
    note_call(*store_, "open_orders");
    std::vector<domain::open_order> all;
    for (const auto& [id, order] : store_->orders)
      if (id > after && !store_->dead.contains(id) &&
          order.state.status == domain::order_status::processing)
        all.push_back(order.open);
    return cut(std::move(all), limit);
  }
  std::vector<domain::dead_letter> dead_orders() override {
    note_call(*store_, "dead_orders");
    std::vector<domain::dead_letter> all;
    for (const auto& [id, letter] : store_->dead)
      if (store_->orders.at(id).state.status ==
          domain::order_status::processing)
        all.push_back(letter);
    return all;
  }
  std::vector<domain::dead_letter_view>
  dead_letters(const domain::dead_letter_filter& filter) override {
    return cut(testing::dead_letters(*store_, filter), filter.limit);
  }
  std::int64_t
  count_dead_letters(const domain::dead_letter_filter& filter) override {
    return static_cast<std::int64_t>(
        testing::dead_letters(*store_, filter).size());
  }
  domain::refund_counts count_refunds() override {
    note_call(*store_, "count_refunds");
    return testing::count_refunds(*store_);
  }
  std::vector<std::string> paused_stages() override {
    return {store_->paused.begin(), store_->paused.end()};
  }
  domain::notice_page pending_deliveries(const std::string& channel,
                                         domain::batch_id after, int limit,
                                         std::int64_t most_notices) override {
    note_call(*store_, "pending_deliveries");
    return testing::pending_deliveries(*store_, channel, after, limit,
                                       most_notices);
  }
  std::vector<domain::outgoing>
  load_outgoing(const std::vector<domain::notice>& notices,
                const std::string& channel) override {
    note_call(*store_, "load_outgoing", notices.size());
    return testing::load_outgoing(*store_, notices, channel);
  }
  domain::due_retries find_due_retries(const std::string& channel,
                                       domain::utc_time now,
                                       int limit) override {
    note_call(*store_, "find_due_retries");
    return testing::find_due_retries(*store_, channel, now, limit);
  }
  std::optional<domain::outgoing>
  load_test_notice(domain::order_id order, domain::notification_type type,
                   const std::string& channel, domain::utc_time now) override {
    note_call(*store_, "load_test_notice");
    return testing::load_test_notice(*store_, order, type, channel, now);
  }
  std::vector<domain::delivery_counts> count_deliveries() override {
    note_call(*store_, "count_deliveries");
    return testing::count_deliveries(*store_);
  }
  void begin_verify() override {
    note_call(*store_, "begin_verify");
    store_->snapshot = figures_of(*store_);
  }
  domain::figures_report
  check_figures(const domain::memory_figures& memory,
                const domain::figures_scope& scope) override {
    note_call(*store_, "check_figures");
    const auto snapshot = std::exchange(store_->snapshot, std::nullopt);
    return compare_figures(snapshot.value(), memory, scope);
  }
  domain::verify_report verify(const domain::memory_figures& memory) override {
    note_call(*store_, "verify");
    domain::verified_rule figures;
    figures.rule = 5;
    figures.name = "figures";
    figures.checked = 1;
    if (!store_->snapshot || store_->snapshot->stored != memory.kpis) {
      figures.violations.push_back({"figures", "memory differs"});
      figures.violation_count = 1;
    }
    store_->snapshot.reset();
    return {{figures}};
  }

private:
  memory_store_ptr store_;
};

} // namespace

std::unique_ptr<storage::reader> make_memory_reader(memory_store_ptr store) {
  return std::make_unique<memory_reader>(std::move(store));
}

} // namespace orderd::testing
