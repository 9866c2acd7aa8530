// SPDX-License-Identifier: Apache-2.0
#include "domain/strict_json.hpp"

#include "domain/limits.hpp"
#include "domain/text.hpp"

#include <set>
#include <utility>
#include <vector>

namespace orderd::domain {

namespace {

using nlohmann::json;

/// How much a parser's text may say; it shows the input that it read last.
constexpr std::size_t error_bytes = 160;

/// Looks for what the parser itself would let pass.
class strictness final : public nlohmann::json_sax<json> {
public:
  [[nodiscard]] const std::string& fault() const noexcept {
    return fault_;
  }

  bool null() override {
    return true;
  }
  bool boolean(bool) override {
    return true;
  }
  bool number_integer(std::int64_t) override {
    return true;
  }
  bool number_unsigned(std::uint64_t) override {
    return true;
  }
  bool number_float(double, const std::string&) override {
    return true;
  }
  bool string(std::string&) override {
    return true;
  }
  bool binary(binary_t&) override {
    return true;
  }
  bool start_object(std::size_t) override {
    return open();
  }
  bool end_object() override {
    return close();
  }
  bool start_array(std::size_t) override {
    return open();
  }
  bool end_array() override {
    return close();
  }

  bool key(std::string& name) override {
    return keys_.back().insert(name).second ||
           fail("the field " + quoted(name, limits::shown_bytes) +
                " stands twice in one object");
  }

  bool parse_error(std::size_t at, const std::string&,
                   const nlohmann::detail::exception& error) override {
    return fail("not valid JSON at byte " + std::to_string(at) + ": " +
                json_error_text(error.what()));
  }

private:
  bool open() {
    keys_.emplace_back();
    return keys_.size() <= limits::json_depth ||
           fail("the JSON is nested deeper than " +
                std::to_string(limits::json_depth) + " levels");
  }

  bool close() {
    keys_.pop_back();
    return true;
  }

  bool fail(std::string fault) {
    fault_ = std::move(fault);
    return false;
  }

  std::vector<std::set<std::string>> keys_; ///< of the open objects
  std::string fault_;
};

} // namespace

std::string json_error_text(std::string_view what) {
  // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
  // "[json.exception.out_of_range.406] number overflow parsing '1e400'"
  const auto prefix = what.find("column ");
  const auto colon = what.find(": ", prefix);
  if (prefix != std::string_view::npos && colon != std::string_view::npos) {
    what.remove_prefix(colon + 2);
  } else if (const auto code = what.find("] "); what.starts_with('[')) {
    what.remove_prefix(code == std::string_view::npos ? 0 : code + 2);
  }
  return shown(what, error_bytes);
}

tl::expected<json, std::string> parse_strict_json(std::string_view text) {
  strictness check;
  if (!json::sax_parse(text.begin(), text.end(), &check)) {
    return tl::unexpected(check.fault());
  }
  return json::parse(text.begin(), text.end());
}

} // namespace orderd::domain
