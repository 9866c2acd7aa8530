// SPDX-License-Identifier: Apache-2.0
#include "storage/transaction.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace orderd::storage {
namespace {

// Whoever waited for a lock has to see what its holder committed, whatever
// level the database gives by default.
const statement begin_transaction{"begin",
                                  "BEGIN ISOLATION LEVEL READ COMMITTED"};

const statement mark_lane{
    "mark the lane",
    "UPDATE lane SET seq = $4::bigint, batch = $5::bigint"
    " WHERE lane = $1::int AND connection = $2::int AND epoch = $3::bigint"
    " AND seq < $4::bigint"};

} // namespace

error fenced_off(const lane_place& place) {
  return error(error_kind::fenced,
               "cannot write: another daemon took over lane " +
                   std::to_string(place.lane));
}

transaction::transaction(connection& on, const lane_place& place)
    : on_(on), place_(place) {}

std::vector<result> transaction::run_before(const pipeline& statements) {
  return on_.execute_pipeline(statements);
}

std::vector<result> transaction::run(pipeline statements) {
  if (begun_)
    return on_.execute_pipeline(statements);
  pipeline whole;
  whole.reserve(statements.size() + 2);
  whole.emplace_back(&begin_transaction, params{});
  params mark;
  mark.add_int32(place_.lane)
      .add_int32(place_.connection)
      .add(place_.epoch)
      .add(place_.seq + 1)
      .add(batch_.value);
  whole.emplace_back(&mark_lane, std::move(mark));
  std::ranges::move(statements, std::back_inserter(whole));
  begun_ = true;
  auto results = on_.execute_pipeline(whole);
  if (results[1].affected() != 1)
    throw fenced_off(place_);
  results.erase(results.begin(), results.begin() + 2);
  return results;
}

result transaction::run(const statement& what, params with) {
  pipeline one;
  one.emplace_back(&what, std::move(with));
  return std::move(run(std::move(one)).front());
}

} // namespace orderd::storage
