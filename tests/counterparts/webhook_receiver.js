#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// A receiver of webhooks for tests. Each request is verified with the
// published library `standardwebhooks` and written as a line of JSON before it
// is answered.
//   webhook_receiver.js --modules DIR --secrets FILE --messages FILE
//                       [--port N] [--rules FILE]
// DIR is the node_modules with the library; FILE of secrets holds one secret a
// line, and a request is good if the library accepts it with any of them. What
// is answered stands in the rules, a JSON file that is read anew for each
// request: {"status": 503, "headers": {"Retry-After": "1"}, "times": 3}
// (`times`: only so often while the file stays as it is). It is 200
// otherwise, and 401 if the request is not good.
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { parseArgs } = require("node:util");

const { values: options } = parseArgs({
  options: {
    modules: { type: "string" },
    secrets: { type: "string" },
    messages: { type: "string" },
    port: { type: "string", default: "0" },
    rules: { type: "string" },
  },
});

const { Webhook } = require(path.join(options.modules, "standardwebhooks"));

const longestBody = 1 << 20;
const verifiers = fs
  .readFileSync(options.secrets, "utf8")
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => new Webhook(line.trim()));
const output = fs.openSync(options.messages, "a");
let connections = 0;
let rulesText = "";
let used = 0;

function rules() {
  if (!options.rules || !fs.existsSync(options.rules)) return {};
  const text = fs.readFileSync(options.rules, "utf8");
  if (text !== rulesText) {
    rulesText = text;
    used = 0;
  }
  const found = JSON.parse(text);
  if (found.times !== undefined && used >= found.times) return {};
  used += 1;
  return found;
}

function verified(headers, body) {
  const errors = [];
  let good = 0;
  for (const one of verifiers) {
    try {
      one.verify(body, headers);
      good += 1;
    } catch (error) {
      errors.push(error.message);
    }
  }
  return { good, errors };
}

function answer(request, response, body) {
  const { good, errors } = verified(request.headers, body);
  const rule = good > 0 ? rules() : { status: 401 };
  const line = {
    at: Date.now() / 1000,
    connection: request.socket.number,
    method: request.method,
    path: request.url,
    headers: request.headers,
    verified: good > 0,
    secrets: good,
    errors,
    status: rule.status ?? 200,
    body: body,
  };
  fs.writeSync(output, JSON.stringify(line) + "\n");
  response.writeHead(rule.status ?? 200, rule.headers ?? {});
  response.end("ok\n");
}

const server = http.createServer((request, response) => {
  const parts = [];
  let size = 0;
  request.on("data", (part) => {
    size += part.length;
    if (size > longestBody) request.destroy();
    else parts.push(part);
  });
  request.on("end", () =>
    answer(request, response, Buffer.concat(parts).toString("utf8")),
  );
});
server.on("connection", (socket) => {
  connections += 1;
  socket.number = connections;
});
// The test reads the port; it stops us with a signal.
server.listen(Number(options.port), "127.0.0.1", () =>
  console.log(server.address().port),
);
