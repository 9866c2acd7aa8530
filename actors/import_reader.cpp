// SPDX-License-Identifier: Apache-2.0
#include "actors/import_reader.hpp"

namespace orderd::actors {
namespace {

using open_error = std::variant<std::string, folder_error>;

// Returns where the records start.
tl::expected<domain::csv_position, open_error> read_header(import_job& job) {
  domain::csv_reader reader;
  for (std::int64_t offset = 0; !reader.next(job.next);) {
    auto bytes = job.bytes->read(offset, import_read_bytes);
    if (!bytes)
      return tl::unexpected(open_error{bytes.error()});
    offset += static_cast<std::int64_t>(bytes->size());
    reader.feed(*bytes);
    if (!bytes->empty())
      continue;
    reader.finish();
    if (!reader.next(job.next))
      return tl::unexpected(open_error{std::string{"the file is empty"}});
    break;
  }
  job.header_line = job.next.raw;
  return reader.position();
}

template <class Layout>
tl::expected<void, open_error> take_layout(import_job& job) {
  auto layout = Layout::from_header(job.next);
  if (!layout)
    return tl::unexpected(open_error{layout.error().reason});
  job.unknown_columns = layout->unknown_columns();
  job.reader.set_columns(layout->column_count());
  job.layout = std::move(*layout);
  return {};
}

// Blank lines at the end move the position without a record, and a record
// with an error may give back lines that it had swallowed: only the reader
// knows whether there is more.
bool next_record(import_job& job) {
  if (job.reader.next(job.next))
    return true;
  job.exhausted = job.end_of_file;
  return false;
}

template <class Request>
std::size_t bytes_in(const Request& batch) {
  std::size_t bytes = 0;
  for (const auto& raw : batch.raws)
    bytes += raw.size();
  for (const auto& reject : batch.rejects)
    bytes += reject.raw.size();
  return bytes;
}

} // namespace

tl::expected<void, open_error> open_import(import_job& job) {
  const auto records = read_header(job);
  if (!records)
    return tl::unexpected(records.error());
  const auto& recorded = job.record.position;
  const bool resumed = recorded.offset > 0;
  const domain::csv_position from =
      resumed ? domain::csv_position{recorded.offset, recorded.line} : *records;
  job.reader = domain::csv_reader{from};
  job.read_offset = from.offset;
  job.end_of_file = false;
  job.exhausted = false;
  job.sent = recorded;
  switch (job.record.kind) {
  case domain::import_kind::products:
    return take_layout<domain::products_layout>(job);
  case domain::import_kind::refunds:
    return take_layout<domain::refunds_layout>(job);
  case domain::import_kind::orders:
    break;
  }
  return take_layout<domain::orders_layout>(job);
}

folder_result<void> read_more(import_job& job) {
  auto bytes = job.bytes->read(job.read_offset, import_read_bytes);
  if (!bytes)
    return tl::unexpected(bytes.error());
  if (bytes->empty()) {
    job.reader.finish();
    job.end_of_file = true;
    return {};
  }
  job.read_offset += static_cast<std::int64_t>(bytes->size());
  job.reader.feed(*bytes);
  return {};
}

domain::file_position position_of(const import_job& job) {
  const auto at = job.reader.position();
  return {at.offset, at.line};
}

bool read_orders(import_job& job, domain::accept_request& into,
                 std::size_t max_orders) {
  const auto& layout = std::get<domain::orders_layout>(job.layout);
  auto bytes = bytes_in(into);
  while (into.orders.size() + into.rejects.size() < max_orders &&
         bytes < max_batch_bytes) {
    if (!next_record(job))
      return job.exhausted;
    bytes += job.next.raw.size();
    auto order = layout.to_order(job.next);
    if (order) {
      into.orders.push_back(std::move(*order));
      into.raws.push_back(job.next.raw);
    } else {
      into.rejects.push_back(std::move(order.error()));
    }
  }
  return true;
}

bool read_products(import_job& job, domain::products_request& into,
                   std::size_t max_products, const domain::currency& in) {
  const auto& layout = std::get<domain::products_layout>(job.layout);
  auto bytes = bytes_in(into);
  while (into.products.size() + into.rejects.size() < max_products &&
         bytes < max_batch_bytes) {
    if (!next_record(job))
      return job.exhausted;
    bytes += job.next.raw.size();
    auto product = layout.to_product(job.next, in);
    if (product) {
      into.products.push_back(std::move(*product));
      into.raws.push_back(job.next.raw);
    } else {
      into.rejects.push_back(std::move(product.error()));
    }
  }
  return true;
}

bool read_refunds(import_job& job, domain::refunds_request& into,
                  std::size_t max_refunds, const domain::currency& in) {
  const auto& layout = std::get<domain::refunds_layout>(job.layout);
  auto bytes = bytes_in(into);
  while (into.refunds.size() + into.rejects.size() < max_refunds &&
         bytes < max_batch_bytes) {
    if (!next_record(job))
      return job.exhausted;
    bytes += job.next.raw.size();
    auto refund = layout.to_refund(job.next, in);
    if (refund) {
      if (refund->key.empty())
        refund->key =
            domain::file_refund_key(job.record.content_sha256, refund->line);
      into.refunds.push_back(std::move(*refund));
      into.raws.push_back(job.next.raw);
    } else {
      into.rejects.push_back(std::move(refund.error()));
    }
  }
  return true;
}

bool skip_records(import_job& job, std::int64_t& count, std::int64_t limit) {
  while (count < limit) {
    if (!next_record(job))
      return job.exhausted;
    ++count;
  }
  return true;
}

} // namespace orderd::actors
