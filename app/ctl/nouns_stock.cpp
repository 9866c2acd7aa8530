// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/nouns.hpp"

#include <memory>

namespace orderd::ctl {

namespace {

void add_product_import(CLI::App& products, command_line& line) {
  auto& verb =
      add_verb(products, "import", "Hand a file of products to the daemon",
               "  orderctl products import products.csv --wait\n"
               "Columns: sku, and of name, price, stock, "
               "description, active what is to\nchange; an empty "
               "cell leaves the value alone.");
  add_file(verb, line, "products.import", "A CSV file with products",
           "import the same file again");
}

void add_product_reads(CLI::App& products, command_line& line) {
  auto& list = add_verb(products, "list", "Products by SKU",
                        "  orderctl products list --limit 20");
  auto page = std::make_shared<page_options>();
  page->add_to(list);
  list.callback([&line, page] {
    auto params = nlohmann::json::object();
    page->put_into(params);
    line.what = reading("products.list", params, products_view);
  });

  auto& show = add_verb(products, "show", "One product with its stock",
                        "  orderctl products show MUG-01");
  auto sku = std::make_shared<std::string>();
  show.add_option("SKU", *sku, "The product's SKU")->required();
  show.callback([&line, sku] {
    line.what = reading("products.show", {{"sku", *sku}}, product_view);
  });
}

struct stock_options {
  std::string sku, reason, key;
  std::int64_t value = 0;
};

} // namespace

void add_products(CLI::App& app, command_line& line) {
  auto& products =
      add_noun(app, "products", "product", "Import and look at products",
               "  orderctl products import products.csv --wait\n"
               "  orderctl products show MUG-01");
  add_product_import(products, line);
  add_product_reads(products, line);
}

void add_stock(CLI::App& app, command_line& line) {
  auto& stock = add_noun(app, "stock", "stocks", "Set and correct stock",
                         "  orderctl stock set MUG-01 250\n"
                         "  orderctl stock adjust MUG-01 -3 --reason broken");
  auto& set = add_verb(stock, "set", "Set the units on hand",
                       "  orderctl stock set MUG-01 250");
  auto to = std::make_shared<stock_options>();
  set.add_option("SKU", to->sku, "The product's SKU")->required();
  set.add_option("N", to->value, "Units on hand, 0 or more")
      ->required()
      ->check(check_whole(0));
  set.add_option("--reason", to->reason, "Why, for the stock's history");
  set.callback([&line, to] {
    nlohmann::json params{{"sku", to->sku}, {"quantity", to->value}};
    put(params, "reason", to->reason);
    line.what = changing("stock.set", params, stock_view,
                         "setting it again does no harm");
  });

  auto& adjust = add_verb(stock, "adjust", "Add units or take some away",
                          "  orderctl stock adjust MUG-01 +20 --reason "
                          "delivery\n"
                          "  orderctl stock adjust MUG-01 -3 --reason broken");
  auto by = std::make_shared<stock_options>();
  adjust.add_option("SKU", by->sku, "The product's SKU")->required();
  adjust.add_option("N", by->value, "The difference, such as -3")
      ->required()
      ->check(check_whole());
  adjust.add_option("--reason", by->reason, "Why, for the stock's history")
      ->required();
  adjust
      .add_option("--key", by->key,
                  "Name of this change: repeated under it, it is made once")
      ->check(check_not_empty);
  adjust.callback([&line, by] {
    const auto key = by->key.empty() ? fresh_key() : by->key;
    line.what = changing("stock.adjust",
                         {{"sku", by->sku},
                          {"delta", by->value},
                          {"reason", by->reason},
                          {"key", key}},
                         stock_view, again_with(key));
    line.what.key = key;
  });
}

void add_customers(CLI::App& app, command_line& line) {
  auto& customers = add_noun(app, "customers", "customer", "Look at customers",
                             "  orderctl customers show ann@example.com\n"
                             "  orderctl customers list --limit 20");
  auto& show = add_verb(customers, "show", "One customer with totals",
                        "  orderctl customers show ann@example.com\n"
                        "  orderctl customers show 7");
  auto who = std::make_shared<std::string>();
  show.add_option("CUSTOMER", *who, "An e-mail address or an id")->required();
  show.callback([&line, who] {
    line.what = reading("customers.show", {{"customer", *who}}, customer_view);
  });

  auto& list = add_verb(customers, "list", "Customers by id",
                        "  orderctl customers list --limit 20");
  auto page = std::make_shared<page_options>();
  page->add_to(list);
  list.callback([&line, page] {
    auto params = nlohmann::json::object();
    page->put_into(params);
    line.what = reading("customers.list", params, customers_view);
  });
}

} // namespace orderd::ctl
