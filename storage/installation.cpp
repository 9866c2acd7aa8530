// SPDX-License-Identifier: Apache-2.0
#include "storage/installation.hpp"

#include "storage/id_allocator.hpp"

#include <array>
#include <random>

namespace orderd::storage {
namespace {

const statement keep_setting{
    "store a setting",
    "INSERT INTO settings (name, value) VALUES ($1::text, $2::text)"
    " ON CONFLICT (name) DO NOTHING"};

const statement read_setting{
    "read a setting", "SELECT value FROM settings WHERE name = $1::text"};

const statement lock_lane{
    "take the lane's lock",
    "SELECT pg_try_advisory_lock(hashtext(current_schema()), $1::int)"};

const statement add_lane_rows{
    "add lane rows", "INSERT INTO lane (lane, connection)"
                     " SELECT $1::int, c FROM generate_series(0, $2::int - 1) c"
                     " ON CONFLICT (lane, connection) DO NOTHING"};

const statement lock_lane_rows{
    "lock the lane's rows", "SELECT connection FROM lane WHERE lane = $1::int"
                            " ORDER BY connection FOR UPDATE"};

const statement claim_lane_rows{
    "claim the lane", "UPDATE lane SET epoch = epoch + 1, holder = $2::bigint"
                      " WHERE lane = $1::int"};

const statement read_lane_rows{
    "read the lane",
    "SELECT connection, epoch, seq FROM lane"
    " WHERE lane = $1::int AND connection < $2::int ORDER BY connection"};

const statement add_id_block{
    "start ids",
    "INSERT INTO id_blocks (kind, next_id) VALUES ($1::text, $2::bigint)"
    " ON CONFLICT (kind) DO NOTHING"};

std::string random_hex() {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::random_device source;
  std::uniform_int_distribution<std::size_t> digit{0, digits.size() - 1};
  std::string text(32, '0');
  for (auto& c : text)
    c = digits[digit(source)];
  return text;
}

std::string setting(connection& on, std::string_view name,
                    std::string_view first_value) {
  params both;
  both.add(name).add(first_value);
  on.execute(keep_setting, both);
  params key;
  key.add(name);
  return std::string(on.execute(read_setting, key).text(0, 0));
}

void require(std::string_view name, const std::string& stored,
             const std::string& wished) {
  if (stored == wished)
    return;
  throw error(error_kind::misconfigured,
              "this installation was started with " + std::string(name) +
                  " \"" + stored + "\", and the configuration says \"" +
                  wished +
                  "\": set it back, since amounts and days on record depend"
                  " on it");
}

void start_ids(connection& on, int lane) {
  using enum id_kind;
  for (const auto kind :
       {order, customer, product, import, batch, movement, refund}) {
    params with;
    with.add(to_string(kind)).add(first_id(lane));
    on.execute(add_id_block, with);
  }
}

// The server gives up a predecessor's forgotten transaction after a minute;
// a client waits for an answer only a little longer.
constexpr auto begin_claim =
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on;"
    "SET LOCAL lock_timeout = '70s';"
    "SET LOCAL statement_timeout = '70s'";

std::vector<lane_place> claim_rows(connection& on, int lane, int connections) {
  std::random_device source;
  std::uniform_int_distribution<std::int64_t> any{1, INT64_MAX};
  const auto holder = any(source);
  params key, claim, rows;
  key.add_int32(lane);
  claim.add_int32(lane).add(holder);
  rows.add_int32(lane).add_int32(connections);
  on.execute_script(begin_claim, "begin to claim the lane");
  on.execute(add_lane_rows, rows);
  on.execute(lock_lane_rows, key);
  on.execute(claim_lane_rows, claim);
  const auto read = on.execute(read_lane_rows, rows);
  on.take_notice();
  on.execute_script("COMMIT", "commit the claim of the lane");
  if (const auto notice = on.take_notice())
    throw error(error_kind::unavailable, "cannot commit the claim of lane " +
                                             std::to_string(lane) +
                                             " for certain: " + *notice);
  std::vector<lane_place> places;
  places.reserve(static_cast<std::size_t>(read.rows()));
  for (int i = 0; i < read.rows(); ++i)
    places.push_back({lane, static_cast<int>(read.int64(i, 0)), holder,
                      read.int64(i, 1), read.int64(i, 2)});
  return places;
}

} // namespace

installation open_installation(connection& on, const installation_wish& wish) {
  installation found;
  found.id = setting(on, "installation_id", random_hex());
  found.currency = setting(on, "currency", wish.currency);
  setting(on, "currency_decimals", std::to_string(wish.currency_decimals));
  found.timezone = setting(on, "timezone", wish.timezone);
  require("currency", found.currency, wish.currency);
  require("timezone", found.timezone, wish.timezone);
  return found;
}

std::optional<std::vector<lane_place>> claim_lane(connection& on, int lane,
                                                  int connections) {
  params key;
  key.add_int32(lane);
  if (!on.execute(lock_lane, key).boolean(0, 0))
    return std::nullopt;
  start_ids(on, lane);
  try {
    return claim_rows(on, lane, connections);
  } catch (const error&) {
    if (on.alive() && on.in_transaction())
      on.execute_script("ROLLBACK", "roll back the claim of the lane");
    throw;
  }
}

} // namespace orderd::storage
