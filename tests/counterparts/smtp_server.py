#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An SMTP server for tests, made of aiosmtpd and Python's email package.

Each message is taken apart by the MIME parser and written as a line of JSON
before it is answered. What else it does stands in a file of rules, which is read
anew for each recipient and message:
  {"refuse": {ADDRESS: "550 5.1.1 No such mailbox"},
   "drop_once": [ADDRESS],
   "pause_ms": 5}
A message for an address of drop_once is taken the first time, but the
connection is cut instead of the answer. The pause comes before the answer.
"""
import argparse
import asyncio
import email
import email.header
import email.policy
import email.utils
import itertools
import json
import os
import ssl
import sys
import time

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


def rules_of(path):
    if not path or not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def defects_of(message):
    found = [repr(defect) for part in message.walk() for defect in part.defects]
    for name, value in message.items():
        found += [f"{name}: {defect!r}" for defect in value.defects]
    return found


def addresses_of(message, name):
    # Not with the parser of the header registry: in names, it keeps the blanks
    # between encoded words, which RFC 2047 takes away.
    raw = [value for header, value in message.raw_items() if header == name]
    unfolded = ["".join(value.splitlines()) for value in raw]
    return [
        [str(email.header.make_header(email.header.decode_header(who))), address]
        for who, address in email.utils.getaddresses(unfolded)
    ]


def text_of(message, kind):
    part = message.get_body(preferencelist=(kind,))
    return None if part is None else part.get_content()


def document_of(session, envelope):
    message = email.message_from_bytes(
        envelope.original_content, policy=email.policy.default
    )
    return {
        "at": time.time(),
        "connection": session.number,  # equal within one, and no other's
        "tls": session.ssl is not None or session.over_tls,
        "user": session.user,
        "envelope_from": envelope.mail_from,
        "envelope_to": envelope.rcpt_tos,
        "message_id": str(message["Message-ID"]),
        "from": addresses_of(message, "From"),
        "to": addresses_of(message, "To"),
        "reply_to": addresses_of(message, "Reply-To"),
        "subject": str(message["Subject"]),
        "headers": [[name, str(value)] for name, value in message.items()],
        "parts": [part.get_content_type() for part in message.walk()],
        "text": text_of(message, "plain"),
        "html": text_of(message, "html"),
        "defects": defects_of(message),
        "longest_line": max(map(len, envelope.original_content.split(b"\r\n"))),
        "bytes": len(envelope.original_content),
    }


class Handler:
    def __init__(self, options):
        self.options = options
        self.numbers = itertools.count(1)
        self.dropped = set()
        self.lines = open(options.messages, "a", encoding="utf-8")

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        # A new session object replaces the first one after STARTTLS.
        session.number = next(self.numbers)
        session.over_tls = self.options.smtps
        session.user = None
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = rules_of(self.options.rules).get("refuse", {}).get(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        session.user = session.auth_data
        self.lines.write(json.dumps(document_of(session, envelope)) + "\n")
        self.lines.flush()
        rules = rules_of(self.options.rules)
        await asyncio.sleep(rules.get("pause_ms", 0) / 1000)
        drop = set(rules.get("drop_once", []))
        drop = (drop & set(envelope.rcpt_tos)) - self.dropped
        if drop:
            self.dropped |= drop
            server.transport.abort()
        return "250 2.0.0 OK"


def authenticator_of(options):
    user, _, password = options.auth.partition(":")
    wanted = LoginPassword(user.encode(), password.encode())

    def check(server, session, envelope, mechanism, given):
        good = given == wanted
        # Not handled: the server is to answer 535 itself.
        return AuthResult(
            success=good, handled=False, auth_data=user if good else None
        )

    return check


def context_of(options):
    if not options.certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    return context


async def serve(options):
    handler = Handler(options)
    context = context_of(options)
    starttls = context if not options.smtps else None
    more = {}
    if options.auth:
        more = {
            "authenticator": authenticator_of(options),
            "auth_required": True,
            "auth_require_tls": starttls is not None,
        }

    def session():
        return SMTP(
            handler,
            hostname="mail.example.org",
            enable_SMTPUTF8=True,
            tls_context=starttls,
            require_starttls=starttls is not None,
            **more,
        )

    server = await asyncio.get_running_loop().create_server(
        session,
        "127.0.0.1",
        options.port,
        ssl=context if options.smtps else None,
    )
    # The test reads the port; it stops us with a signal.
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0: any")
    parser.add_argument("--messages", required=True, help="lines of JSON go here")
    parser.add_argument("--rules", help="a file that may be missing")
    parser.add_argument("--certificate", help="offer, and require, STARTTLS")
    parser.add_argument("--key")
    parser.add_argument("--smtps", action="store_true", help="TLS from the start")
    parser.add_argument("--auth", help="USER:PASSWORD, required")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
