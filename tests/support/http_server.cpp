// SPDX-License-Identifier: Apache-2.0
#include "tests/support/http_server.hpp"

#include "domain/text.hpp"

namespace orderd::testing {

http_server::http_server(script answer,
                         std::optional<test_certificate> certificate)
    : script_(std::move(answer)),
      tls_(certificate ? server_context(*certificate) : nullptr),
      server_([this](peer& client, int) { serve(client); }) {}

std::vector<taken_request> http_server::requests() const {
  const std::lock_guard guard{mutex_};
  return requests_;
}

void http_server::serve(peer& client) {
  if (tls_ && !client.start_tls(tls_.get()))
    return;
  while (const auto request = read_request(client)) {
    const auto answer = answer_to(*request);
    if (!client.say(answer.text) || answer.cut)
      return;
    while (answer.endless)
      if (!client.say(std::string(4096, 'x')))
        return;
    if (answer.hang)
      return client.hang();
  }
}

std::optional<taken_request> http_server::read_request(peer& client) {
  const auto first = client.line();
  if (!first)
    return std::nullopt;
  taken_request request;
  request.line = *first;
  for (;;) {
    const auto line = client.line();
    if (!line)
      return std::nullopt;
    if (line->empty())
      break;
    const auto colon = line->find(':');
    request.headers[domain::lower_ascii(line->substr(0, colon))] =
        domain::trim(line->substr(colon + 1));
  }
  const auto length = request.headers.find("content-length");
  if (length == request.headers.end())
    return request;
  auto body = client.bytes(std::stoul(length->second));
  if (!body)
    return std::nullopt;
  request.body = std::move(*body);
  return request;
}

http_answer http_server::answer_to(const taken_request& request) {
  int number = 0;
  {
    const std::lock_guard guard{mutex_};
    requests_.push_back(request);
    number = static_cast<int>(requests_.size());
  }
  return script_ ? script_(request, number) : http_answer{};
}

} // namespace orderd::testing
