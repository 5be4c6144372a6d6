"""A mail relay for tests, on 127.0.0.1, by aiosmtpd. What it does wrong is chosen by the recipient:

  gone…@    550 at RCPT                     spam…@    550 behind the mail
  greyN…@   451 at RCPT, the first N times  busy…@    451 behind the mail
  cut…@     takes the mail and cuts the connection before it says so, the first time
  slow…@    never answers to the mail

A sender that begins with "refused" gets 550 at MAIL.

  /usr/bin/python3 relay.py FOLDER [smtps | starttls] [auth]

Prints its port. Writes each mail that it takes to FOLDER/N.eml, and a line of JSON about it to FOLDER/log. With TLS its certificate
is FOLDER/relay.pem. With `auth` it wants the user and password that FOLDER/login holds at that time.
"""
import asyncio, collections, json, pathlib, re, ssl, subprocess, sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, ways = pathlib.Path(sys.argv[1]), sys.argv[2:]


def certificate():
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "relay.key",
                    "-out", folder / "relay.pem"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "relay.pem", folder / "relay.key")
    return context


class Faults:
    def __init__(self):
        self.tries, self.count = collections.Counter(), 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.7.1 sender not allowed"
        envelope.mail_from = address
        return "250 2.1.0 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tries[address] += 1
        grey = re.match(r"grey(\d+)", address)
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        if grey and self.tries[address] <= int(grey[1]):
            return "451 4.7.1 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        recipient = envelope.rcpt_tos[0]
        if recipient.startswith("spam"):
            return "550 5.7.1 looks like spam"
        if recipient.startswith("busy"):
            return "451 4.3.0 local error"
        if recipient.startswith("slow"):
            await asyncio.sleep(3600)
        (folder / f"{self.count}.eml").write_bytes(envelope.original_content)
        with open(folder / "log", "a") as log:
            entry = {"sender": envelope.mail_from, "recipients": envelope.rcpt_tos, "tls": session.ssl is not None,
                     "user": session.auth_data.login.decode() if session.auth_data else ""}
            log.write(json.dumps(entry) + "\n")
        self.count += 1
        if recipient.startswith("cut") and self.tries[recipient] == 1:
            server.transport.abort()
        return f"250 2.0.0 queued as {self.count}"


def authenticate(server, session, envelope, mechanism, data):
    login = (folder / "login").read_text().splitlines()
    return AuthResult(success=[data.login.decode(), data.password.decode()] == login, handled=False, auth_data=data)


async def main():
    context = certificate() if {"smtps", "starttls"} & set(ways) else None
    options = {"hostname": "relay.test", "auth_require_tls": False}
    if "starttls" in ways:
        options["tls_context"] = context
    if "auth" in ways:
        options |= {"authenticator": authenticate, "auth_required": True}
    faults = Faults()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(faults, **options), "127.0.0.1", 0, ssl=context if "smtps" in ways else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
