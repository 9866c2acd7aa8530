// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/fields.hpp"
#include "app/ctl/views.hpp"

#include <string>

namespace orderd::ctl {

std::string product_view(const document& product, colours use) {
  return field(product, "sku") + "\n" +
         facts_text({{"name", {field(product, "name", 255)}},
                     {"description", {field(product, "description", 400)}},
                     {"price", {money(product, "price")}},
                     {"in stock", {number(product, "stock_quantity")}},
                     {"reserved", {number(product, "reserved")}},
                     {"active", {field(product, "active")}}},
                    use);
}

std::string products_view(const document& page, colours use) {
  table products({{"SKU"},
                  {"NAME"},
                  {"PRICE", align::right},
                  {"STOCK", align::right},
                  {"ACTIVE"}});
  for (const auto& product : part(page, "products"))
    products.add({{field(product, "sku")},
                  {field(product, "name", 40)},
                  {money(product, "price")},
                  {number(product, "stock_quantity")},
                  {field(product, "active")}});
  if (products.empty())
    return "no products; take some in with `orderctl products import FILE`\n";
  return products.text(use) + more_line(page);
}

std::string stock_view(const document& level, colours) {
  return field(level, "sku") + ": " + number(level, "stock_before") + " -> " +
         number(level, "stock_quantity") + "\n";
}

std::string customer_view(const document& customer, colours use) {
  return field(customer, "name", 255) + "\n" +
         facts_text({{"id", {field(customer, "customer_id")}},
                     {"e-mail", {field(customer, "email", 254)}},
                     {"phone", {field(customer, "phone")}},
                     {"address", {field(customer, "address", 400)}},
                     {"spent", {money(customer, "total_spent")}},
                     {"orders", {number(customer, "total_orders")}},
                     {"since", {moment(customer, "created_at")}}},
                    use);
}

std::string customers_view(const document& page, colours use) {
  table customers({{"ID", align::right},
                   {"E-MAIL"},
                   {"NAME"},
                   {"SPENT", align::right},
                   {"ORDERS", align::right}});
  for (const auto& customer : part(page, "customers"))
    customers.add({{field(customer, "customer_id")},
                   {field(customer, "email", 40)},
                   {field(customer, "name", 40)},
                   {money(customer, "total_spent")},
                   {number(customer, "total_orders")}});
  if (customers.empty())
    return "no customers\n";
  return customers.text(use) + more_line(page);
}

} // namespace orderd::ctl
