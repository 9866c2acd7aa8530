// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

/// What is wrong with a text that a key was given, in a sentence that begins
/// with `expected` and never repeats the text, which may hold a password; or
/// nothing.
namespace orderd::config {

std::optional<std::string> any_text(std::string_view text);
std::optional<std::string> timezone_problem(std::string_view text);
std::optional<std::string> currency_problem(std::string_view text);
/// A password in the URL would show up in process lists and error texts.
std::optional<std::string> database_url_problem(std::string_view text);
std::optional<std::string> log_target_problem(std::string_view text);

/// Empty, or `smtp://host:port` or `smtps://host:port`, perhaps with a `/name`
/// to say hello with.
std::optional<std::string> smtp_url_problem(std::string_view text);
/// Empty, or an http or https URL.
std::optional<std::string> webhook_url_problem(std::string_view text);
/// Empty, or a mailbox with or without a name.
std::optional<std::string> mailbox_problem(std::string_view text);
/// Empty, or an address.
std::optional<std::string> address_problem(std::string_view text);
/// An address, or `@` and a domain.
std::optional<std::string> allowed_receiver_problem(std::string_view text);

} // namespace orderd::config
