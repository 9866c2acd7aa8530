// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/writing_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <utility>

namespace orderd::testing {

void told_figures::add(const domain::commit_facts& facts) {
  for (const auto& [day, figures] : facts.kpis)
    kpis[day] += figures;
  for (const auto& delta : facts.customers) {
    board.apply(delta);
    customers.push_back(delta);
  }
}

void told_figures::add(const told_figures& other) {
  domain::commit_facts all;
  all.kpis = other.kpis;
  all.customers = other.customers;
  add(all);
}

domain::memory_figures told_figures::memory() const {
  return {kpis, board.digest(), board.size()};
}

domain::order_input buy(std::string email, std::string sku, int quantity,
                        std::string ref) {
  domain::order_input order;
  order.name = "Name of " + email;
  order.email = std::move(email);
  order.order_ref = std::move(ref);
  order.lines.push_back({std::move(sku), quantity});
  return order;
}

domain::payment_answer approved(const domain::open_order& order) {
  domain::payment_answer answer;
  answer.order = order;
  answer.approved = true;
  answer.gateway = "simulator";
  answer.transaction_id = "tx-" + std::to_string(order.order.value);
  return answer;
}

domain::payment_answer declined(const domain::open_order& order) {
  domain::payment_answer answer;
  answer.order = order;
  answer.gateway = "simulator";
  answer.error_message = "no funds";
  return answer;
}

writing_shop::writing_shop(int connections)
    : stop(std::make_shared<std::atomic<bool>>(false)),
      ids(std::make_shared<storage::id_allocator>()),
      writers_(static_cast<std::size_t>(connections)) {
  auto first = database.connect();
  storage::open_installation(first, {"USD", 2, "UTC"});
  places = storage::claim_lane(first, 0, connections).value();
}

storage::connect_options writing_shop::writer_options() const {
  auto options = database.options();
  options.writer = true;
  return options;
}

storage::pg_writer& writing_shop::writer(int connection) {
  auto& one = writers_.at(static_cast<std::size_t>(connection));
  if (!one)
    one = writer_at(database.url(), connection);
  return *one;
}

std::unique_ptr<storage::pg_writer>
writing_shop::writer_at(const std::string& url, int connection) {
  auto options = writer_options();
  options.url = url;
  return std::make_unique<storage::pg_writer>(
      options, places.at(static_cast<std::size_t>(connection)),
      storage::session_hooks{}, stop, ids, settings);
}

void writing_shop::add_product(const std::string& sku, std::int64_t price,
                               std::int64_t stock, bool active) {
  const auto id = ids->take(hand(), storage::id_kind::product, 1);
  const auto values = std::to_string(id) + ", '" + sku + "', 'The " + sku +
                      "', " + std::to_string(price) + ", " +
                      std::to_string(stock) + ", " +
                      (active ? "true" : "false");
  change("INSERT INTO products (id, sku, name, price, stock_quantity, active,"
         " created_at, updated_at) VALUES (" +
         values + ", '2026-11-24 08:00Z', '2026-11-24 08:00Z')");
  if (stock != 0)
    change("INSERT INTO stock_movements (product_id, id, delta, kind,"
           " created_at) VALUES (" +
           std::to_string(id) + ", 0, " + std::to_string(stock) +
           ", 'initial', '2026-11-24 08:00Z')");
}

test_file writing_shop::start_file(std::string_view content,
                                   const std::string& source,
                                   domain::import_kind kind) {
  std::string sha{content.substr(0, 32)};
  sha.resize(32, '\xff');
  domain::new_import import;
  import.id = writer().next_import_id();
  import.kind = kind;
  import.source = source;
  import.file = "a file.csv";
  import.content_sha256 = sha;
  import.size = 4711;
  writer().register_import(import, now);
  writer().start_import(import.id, {}, now);
  return {import.id, sha, source, {0, 2}};
}

domain::accept_request
writing_shop::next_of(test_file& file,
                      std::vector<domain::order_input> orders) {
  domain::accept_request request;
  auto to = file.at;
  for (auto& order : orders) {
    if (order.line == 0)
      order.line = to.line;
    to.line = order.line + 1;
    to.offset += 100;
    request.raws.push_back("raw of line " + std::to_string(order.line));
  }
  request.source = file.source;
  request.slice = domain::import_slice{file.id, file.sha, file.at, to};
  request.orders = std::move(orders);
  request.now = now;
  request.today = today;
  file.at = to;
  return request;
}

domain::accept_request
writing_shop::single(std::vector<domain::order_input> orders) {
  domain::accept_request request;
  request.source = "web";
  request.orders = std::move(orders);
  request.now = now;
  request.today = today;
  return request;
}

domain::accept_result
writing_shop::accept(const domain::accept_request& request) {
  auto result = writer().accept(request);
  told.add(result.facts);
  return result;
}

domain::accept_result
writing_shop::accept_next(test_file& file,
                          std::vector<domain::order_input> orders) {
  return accept(next_of(file, std::move(orders)));
}

domain::finalize_result
writing_shop::finalize(std::vector<domain::payment_answer> answers) {
  auto result = writer().finalize({std::move(answers), now, today});
  told.add(result.facts);
  return result;
}

storage::connection& writing_shop::hand() {
  if (!hand_ || !hand_->alive())
    hand_ = std::make_unique<storage::connection>(database.options());
  return *hand_;
}

std::string writing_shop::text(const std::string& sql) {
  const auto rows = hand().execute_script(sql, "look at the test's database");
  BOOST_REQUIRE_EQUAL(rows.rows(), 1);
  return rows.is_null(0, 0) ? "NULL" : std::string(rows.text(0, 0));
}

std::int64_t writing_shop::number(const std::string& sql) {
  const auto rows = hand().execute_script(sql, "look at the test's database");
  BOOST_REQUIRE_EQUAL(rows.rows(), 1);
  return rows.int64(0, 0);
}

void writing_shop::change(const std::string& sql) {
  hand().execute_script(sql, "change the test's database");
}

std::int64_t writing_shop::stock_of(const std::string& sku) {
  return number("SELECT stock_quantity FROM products WHERE sku = '" + sku +
                "'");
}

void writing_shop::check_rules() {
  storage::pg_reader reader{database.options()};
  reader.begin_verify();
  const auto report = reader.verify(told.memory());
  for (const auto& rule : report.rules)
    for (const auto& one : rule.violations)
      BOOST_ERROR("rule " << rule.rule << ": " << one.subject << " "
                          << one.text);
  BOOST_TEST(report.ok());
}

} // namespace orderd::testing
