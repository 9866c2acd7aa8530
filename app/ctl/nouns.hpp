// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/ctl/command_line.hpp"

#include <CLI/App.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

/// The nouns of the command line; each function adds one with its verbs. The
/// chosen verb writes its command into `line`, which outlives the app.
namespace orderd::ctl {

void add_orders(CLI::App& app, command_line& line);
void add_products(CLI::App& app, command_line& line);
void add_stock(CLI::App& app, command_line& line);
void add_customers(CLI::App& app, command_line& line);
void add_kpis(CLI::App& app, command_line& line);
void add_leaderboard(CLI::App& app, command_line& line);
void add_notifications(CLI::App& app, command_line& line);
void add_refunds(CLI::App& app, command_line& line);
void add_queue(CLI::App& app, command_line& line);
void add_imports(CLI::App& app, command_line& line);
/// status, verify, drain and version.
void add_daemon(CLI::App& app, command_line& line);
void add_tail(CLI::App& app, command_line& line);

/// A noun under both its names, which wants a verb, with examples below its
/// help.
CLI::App& add_noun(CLI::App& app, const std::string& plural,
                   const std::string& singular, const std::string& about,
                   const std::string& examples);

/// A verb, or a noun without verbs, with examples below its help.
CLI::App& add_verb(CLI::App& noun, const std::string& name,
                   const std::string& about, const std::string& examples);

/// A command that only reads.
command reading(std::string method, nlohmann::json params, view show);

/// A command that changes something; `again` goes on behind "it may be done
/// or not; ".
command changing(std::string method, nlohmann::json params, view show,
                 std::string again);

/// Makes the verb one that hands a file over and perhaps waits for its end; if
/// people are told of what is in it, `--no-notify` keeps that from them.
void add_file(CLI::App& verb, command_line& line, const std::string& method,
              const std::string& about, const std::string& again,
              bool is_told = false);

/// The flag `--no-notify`.
std::shared_ptr<bool> add_no_notify(CLI::App& verb);

/// A name for one request: repeated under it, it is made once.
std::string fresh_key();

/// How to repeat a request that has a key.
std::string again_with(const std::string& key);

/// Says what is wrong with an option's value if there is nothing in it: left
/// out, it would silently mean more than was asked for.
std::string check_not_empty(const std::string& value);

/// Takes whole numbers from `least` to `most`, both included. Only the ends
/// that are given are named in help and errors.
CLI::Validator check_whole(std::optional<std::int64_t> least = std::nullopt,
                           std::optional<std::int64_t> most = std::nullopt);

/// Sets a parameter if its option was given.
void put(nlohmann::json& params, const char* name, const std::string& value);
void put(nlohmann::json& params, const char* name, std::int64_t value);

/// The options of every list.
struct page_options {
  std::int64_t limit = 0;
  std::string cursor;

  void add_to(CLI::App& verb);
  void put_into(nlohmann::json& params) const;
};

} // namespace orderd::ctl
