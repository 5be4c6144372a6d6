"""What publishers do: by the gateway's API, and by offerctl."""
import http.client
import json
import subprocess
import tempfile
import time

VERSION = "api-version=2017-10-31"


class Gateway:
    def __init__(self, port, source="127.0.0.1"):
        """`source` is the address that the gateway sees: it counts connections by it."""
        self.port = port
        self.source = source

    def ask(self, method, path, token=None, body=None, headers=None):
        """Status and document of an answer; a connection for each request, as the gateway has it."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(self.source, 0))
        all_headers = dict(headers or {})
        if token:
            all_headers["Authorization"] = f"Bearer {token}"
        try:
            connection.request(method, path, body=body, headers=all_headers)
            answer = connection.getresponse()
            text = answer.read()
            try:
                return answer.status, json.loads(text or b"null"), answer
            except ValueError:
                return answer.status, None, answer
        finally:
            connection.close()

    def call(self, method, publisher, offer, rest, token, body=None, match=None):
        headers = {"If-Match": match} if match else {}
        path = f"/api/publishers/{publisher}/offers/{offer}{rest}?{VERSION}"
        return self.ask(method, path, token, body, headers)[:2]


def offerctl(env, *words):
    broker = open(f"{env['OFFERS_DATA_DIR']}/broker.address").read().strip()
    return subprocess.run([f"{env['PIPELINE_BIN']}/offerctl", *words], env=dict(env, OFFERS_BROKER=broker),
                          capture_output=True, text=True)


def send(env, publisher, offer, document, *options):
    """Publishes a document under other names."""
    text = document.replace('"publisher": "contoso"', f'"publisher": "{publisher}"')
    text = text.replace('"offer": "web-container"', f'"offer": "{offer}"')
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(text)
        file.flush()
        return offerctl(env, "publish", file.name, *options)


def publish(env, gateway, publisher, token, offer, document):
    """From publish to live: the seconds that it took. AssertionError where it was refused or failed."""
    began = time.monotonic()
    sent = send(env, publisher, offer, document)
    assert sent.returncode == 0, f"{offer}: {sent.stdout}{sent.stderr}"
    until(gateway, publisher, token, offer, "waitingForPublisherReview")
    status, answer = gateway.call("POST", publisher, offer, "/golive", token, body=b"")
    assert status == 202, f"{offer}: go live: {status} {answer}"
    until(gateway, publisher, token, offer, "succeeded")
    return time.monotonic() - began


def until(gateway, publisher, token, offer, wanted):
    end = time.monotonic() + 600
    while True:
        status, answer = gateway.call("GET", publisher, offer, "/status", token)
        state = answer.get("status") if answer else None
        if status == 200 and state == wanted:
            return
        # The table of the gateway may not have the offer yet.
        assert status in (200, 404), f"{offer}: {status} {answer}"
        assert state != "failed", f"{offer}: {answer['messages']}"
        assert time.monotonic() < end, f"{offer} is {state}, not {wanted}"
        time.sleep(0.5)
