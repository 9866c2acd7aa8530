// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/commands.hpp"

#include "app/ctl/fields.hpp"
#include "app/ctl/text.hpp"
#include "domain/strict_json.hpp"

#include <fstream>
#include <istream>
#include <iterator>
#include <ostream>
#include <utility>

namespace orderd::ctl {

namespace {

/// The daemon takes requests of up to 1 MiB; the rest is for the frame.
constexpr std::size_t largest_order = 1024 * 1024 - 1024;

/// How long a drain may take before --wait gives up; the daemon's own limit
/// is shorter unless it was configured to be longer than this.
constexpr std::chrono::minutes drain_limit{15};

std::string shown_file(const std::string& file) {
  return file == "-" ? "stdin" : "`" + harmless(file, 400) + "`";
}

/// The file's bytes, but one more than the largest order at most.
std::string read_some(std::istream& in) {
  std::string text(largest_order + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

tl::expected<nlohmann::json, call_error>
read_document(const std::string& file, std::istream& standard_in) {
  std::ifstream opened;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened)
      return failed("the order in " + shown_file(file) +
                    " cannot be read: there is no such file, or you may "
                    "not read it");
  }
  auto& in = file == "-" ? standard_in : opened;
  const auto text = read_some(in);
  if (in.bad())
    return failed("reading the order in " + shown_file(file) + " failed");
  if (text.size() > largest_order)
    return failed("the order in " + shown_file(file) +
                  " is larger than an order may be (1 MiB)");
  auto document = domain::parse_strict_json(text);
  if (!document)
    return failed("the order in " + shown_file(file) +
                  " is not usable JSON: " + document.error());
  return std::move(*document);
}

/// How the order is found again: `SOURCE:REF`.
std::string key_of(const nlohmann::json& order) {
  const auto text = [&order](const char* name, const char* otherwise) {
    const auto found = order.is_object() ? order.find(name) : order.end();
    return found != order.end() && found->is_string()
               ? found->get<std::string>()
               : std::string(otherwise);
  };
  return text("source", "default") + ":" + text("order_ref", "");
}

/// A refund that was waited for, and still waits itself.
call_error not_settled(const document& refund) {
  const auto number = field(refund, "refund_number");
  const auto why =
      part(refund, "dead") == true
          ? ": the gateway gave no clear answer; `orderctl queue retry " +
                number + "` asks it again"
          : ": it is recorded, and goes on by itself or behind `orderctl "
            "queue resume refunds`; look with `orderctl refund status " +
                number + "`";
  return {exit_code::unknown_outcome,
          0,
          number + " is " + field(refund, "status") + why,
          {{"code", "unknown_outcome"},
           {"refund_id", refund.value("refund_id", document())}}};
}

} // namespace

tl::unexpected<call_error> failed(std::string text) {
  return tl::unexpected(
      call_error{exit_code::failed, 0, std::move(text), {{"code", "failed"}}});
}

tl::expected<document, call_error> ask_once(const std::string& socket,
                                            const call& request) {
  auto opened = connection::open(socket);
  if (!opened)
    return tl::unexpected(std::move(opened.error()));
  return opened->ask(request);
}

outcome run_plain(const command_line& line, streams& io) {
  const auto result = ask_once(line.socket, line.what.request);
  if (!result)
    return tl::unexpected(result.error());
  show(line, *result, io);
  const auto exit =
      line.what.exit_of == nullptr ? exit_code::ok : line.what.exit_of(*result);
  if (exit == exit_code::unknown_outcome)
    return tl::unexpected(not_settled(*result));
  return exit;
}

int exit_code_of_verify(const document& report) {
  return part(report, "ok") == true ? exit_code::ok : exit_code::verify_fault;
}

int exit_code_of_rehearsal(const document& report) {
  return part(report, "ok") == true ? exit_code::ok : exit_code::failed;
}

int exit_code_of_comparison(const document& report) {
  return count(report, "difference_count") == 0 ? exit_code::ok
                                                : exit_code::verify_fault;
}

int exit_code_of_retry(const document& answer) {
  return part(answer, "not_retried").empty() ? exit_code::ok
                                             : exit_code::partly_done;
}

int exit_code_of_refund(const document& refund) {
  const auto status = field(refund, "status");
  if (status == "completed")
    return exit_code::ok;
  return status == "pending" || status == "processing"
             ? exit_code::unknown_outcome
             : exit_code::failed;
}

outcome run_create_order(const command_line& line, streams& io) {
  auto order = read_document(line.what.file, io.in);
  if (!order)
    return tl::unexpected(std::move(order.error()));
  auto request = line.what.request;
  const auto key = key_of(*order);
  request.params["order"] = std::move(*order);
  auto result = ask_once(line.socket, request);
  if (!result) {
    auto& error = result.error();
    if (error.exit == exit_code::unknown_outcome) {
      error.data["key"] = key;
      error.message += "; ask again with the same document, or look with "
                       "`orderctl orders show " +
                       key + "`";
    }
    return tl::unexpected(std::move(error));
  }
  show(line, *result, io);
  return exit_code::ok;
}

outcome run_drain(const command_line& line, streams& io) {
  auto opened = connection::open(line.socket);
  if (!opened)
    return tl::unexpected(opened.error());
  auto result = opened->ask(line.what.request);
  if (!result)
    return tl::unexpected(result.error());
  if (line.what.wait) {
    if (!opened->wait_for_end(drain_limit))
      return failed("the daemon still drains after 15 minutes");
    (*result)["state"] = "ended";
  }
  show(line, *result, io);
  return exit_code::ok;
}

// What this program is can be said without a daemon.
outcome run_version(const command_line& line, streams& io) {
  const auto result = ask_once(line.socket, line.what.request);
  document versions{{"client", ORDERD_VERSION},
                    {"daemon", nullptr},
                    {"version", nullptr},
                    {"protocol", nullptr}};
  if (result) {
    versions["daemon"] = part(*result, "version");
    versions["version"] = versions["daemon"];
    versions["protocol"] = part(*result, "protocol");
  }
  if (line.json)
    show(line, versions, io);
  else
    io.out << "orderctl " << ORDERD_VERSION << "\norderd "
           << (result ? field(versions, "daemon") : "not reachable") << "\n";
  if (!result)
    return tl::unexpected(result.error());
  return exit_code::ok;
}

} // namespace orderd::ctl
