"""What the hostile publisher does, each way on a thread of its own until the end. What it meets is counted by code.
A process of its own, with the lowest priority: it would have a machine of its own, so that only what it makes the pipeline do may
cost the others. Ends when its standard input does, and prints what it met as JSON.
Environment: as of the pipeline. Arguments: the folder of the run, the gateway's port, the publisher's token."""
import collections
import gzip
import hashlib
import http.server
import json
import os
import pathlib
import socket
import ssl
import sys
import threading
import time

from client import Gateway, send, offerctl

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Drip(http.server.BaseHTTPRequestHandler):
    """A host whose pictures never end."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"\x89")
                self.wfile.flush()
                time.sleep(0.5)
        except OSError:
            pass

    def log_message(self, *_):
        pass


class Mallory:
    def __init__(self, env, folder, port, token):
        self.env, self.token, self.folder = env, token, folder
        # Not from where the honest ones come; what holds connections comes from six more.
        self.gateway = Gateway(port, "127.0.0.2")
        self.met = collections.Counter()
        self.unworded = []
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.threads = []
        self.document = (folder / "samples/web-container.json").read_text()

    def start(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "tls.pem", self.folder / "tls.key")
        self.host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Drip)
        self.host.daemon_threads = True
        self.host.socket = context.wrap_socket(self.host.socket, server_side=True)
        ways = [self.drafts, self.titles, self.long_titles, self.slow_pictures, self.bombs, self.mail, self.commands,
                self.heads, self.bodies, self.streams, self.guesses, self.sessions]
        for way in [self.host.serve_forever] + [lambda way=way: self.again(way) for way in ways]:
            thread = threading.Thread(target=way, daemon=True)
            thread.start()
            self.threads.append(thread)

    def stop(self):
        self.ended.set()
        self.host.shutdown()
        for thread in self.threads[1:]:
            thread.join(30)

    def again(self, way):
        number = 0
        while not self.ended.is_set():
            number += 1
            try:
                way(number)
            except OSError as error:
                self.note(f"connection: {type(error).__name__}")
                time.sleep(0.05)

    def note(self, code):
        with self.lock:
            self.met[code] += 1

    def answered(self, status, answer):
        """Counts a refusal; one without a code or words is noted."""
        if status < 400:
            return self.note("taken")
        error = (answer or {}).get("error", {})
        if not error.get("code") or not error.get("message"):
            with self.lock:
                self.unworded.append(f"{status} {answer}")
        self.note(f"{status} {error.get('code')}")

    # The ways.

    def portal(self, offer):
        document = json.loads((ROOT / "schemas/portal/offer-vm.json").read_text())
        document.update(publisherId="mallory", id=offer)
        return document

    def drafts(self, number):
        document = self.portal(f"draft-{number}")
        document["x"] = [0] * 45_000 + ["x" * 800_000]
        self.answered(*self.gateway.call(
            "PUT", "mallory", document["id"], "", self.token, json.dumps(document), match="*"))

    def titles(self, number):
        document = self.portal(f"title-{number}")
        document["definition"]["offer"]["microsoft-azure-marketplace.title"] = "Z" + "\u0301" * 430_000
        self.answered(*self.gateway.call(
            "PUT", "mallory", document["id"], "", self.token, json.dumps(document, ensure_ascii=False).encode(), match="*"))
        numbers = self.portal(f"numbers-{number}") | {"x": [0] * 470_000}
        self.answered(*self.gateway.call(
            "PUT", "mallory", numbers["id"], "", self.token, json.dumps(numbers, separators=(",", ":")), match="*"))

    def long_titles(self, number):
        """Past the gateway: one character with as many accents as a command has room for."""
        title = "Z" + "\u0301" * 400_000
        self.command(f"title-{number}", self.document.replace("Contoso Web Server", title))

    def command(self, offer, document):
        sent = send(self.env, "mallory", offer, document)
        words = sent.stdout + sent.stderr
        if sent.returncode == 0:
            self.note("submission taken")
        elif "which is the limit" in words:
            self.note("too-many-submissions" if "submissions" in words else "too-many-offers")
            time.sleep(1)
        else:
            self.note("submission refused")

    def slow_pictures(self, number):
        pictures = f"file://{self.folder}/samples/pictures"
        address = f"https://localhost:{self.host.server_port}"
        self.command(f"slow-{number}", self.document.replace(pictures, address))

    def bombs(self, number):
        layout = self.folder / f"samples/bomb-{number % 4}"
        if not layout.exists():
            make_bomb(layout)
        good = f"file://{self.folder}/samples/images/web-container"
        self.command(f"bomb-{number}", self.document.replace(good, f"file://{layout}"))
        time.sleep(2)

    def mail(self, number):
        """Commands that are refused, so that each makes a mail to twenty strangers."""
        strangers = ",".join(f"{name}@stranger.example" for name in range(20))
        send(self.env, "mallory", f"slow-{1 + number % 5}", self.document, "--notify", strangers, "--no-wait")
        time.sleep(0.2)

    def commands(self, number):
        words = offerctl(self.env, "cancel", f"mallory/slow-{1 + number % 5}")
        self.note("command taken" if words.returncode == 0 else "command refused")
        time.sleep(0.2)

    def heads(self, _):
        self.hold(200, b"GET /offers HTTP/1.1\r\nHost: x\r\nX: ")

    def bodies(self, _):
        self.hold(200, b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\ntoken=")

    def streams(self, _):
        """Pages that follow changes, of one session."""
        _, _, answer = self.gateway.ask(
            "POST", "/sign-in", body=f"token={self.token}",
            headers={"Content-Type": "application/x-www-form-urlencoded"})
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        self.hold(60, f"GET /events HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode(), b"")

    def hold(self, count, beginning, more=b"x"):
        """So many connections, each of which goes on slowly."""
        open_ones = []
        try:
            for number in range(count):
                source = f"127.0.0.{3 + number % 6}"
                one = socket.create_connection(("127.0.0.1", self.gateway.port), timeout=10, source_address=(source, 0))
                one.sendall(beginning)
                open_ones.append(one)
            for _ in range(20):
                if self.ended.wait(1):
                    return
                for one in open_ones:
                    one.sendall(more)
        finally:
            for one in open_ones:
                one.close()

    def guesses(self, number):
        self.answered(*self.gateway.call("GET", "mallory", "x", "", f"guess-{number}"))
        time.sleep(0.02)

    def sessions(self, _):
        status, answer, _ = self.gateway.ask(
            "POST", "/sign-in", body=f"token={self.token}",
            headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.note("session" if status == 303 else f"{status} {(answer or {}).get('error', {}).get('code')}")


def make_bomb(folder):
    """An image layout whose one layer is a gigabyte of zeros in a file of a megabyte."""
    blobs = folder / "blobs/sha256"
    blobs.mkdir(parents=True)

    def blob(content, kind):
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": f"sha256:{digest}", "size": len(content)}

    layer = gzip.compress(bytes(1 << 28)) * 4
    config = blob(json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {
        "type": "layers", "diff_ids": ["sha256:" + "0" * 64]}}).encode(), "config.v1+json")
    manifest = blob(json.dumps({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config,
        "layers": [blob(layer, "layer.v1.tar+gzip")]}).encode(), "manifest.v1+json")
    index = {"schemaVersion": 2, "manifests": [
        manifest | {"annotations": {"org.opencontainers.image.ref.name": tag}} for tag in ("latest", "1.0-stable")]}
    (folder / "index.json").write_text(json.dumps(index))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')


if __name__ == "__main__":
    os.nice(19)
    mallory = Mallory(dict(os.environ), pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    mallory.start()
    sys.stdin.read()
    mallory.stop()
    print(json.dumps({"met": mallory.met, "unworded": mallory.unworded}))
