"""Load: publishes offers, follows the history as any reader would, and gives the commands that a publisher and an
operator would give. Any Kafka client will do; this one is not the workers'."""

import json
import random
import threading
import time

import records
from waiting import until

# The least that sign-off can show.
OFFER = {
    "type": "virtual-machine", "version": 1, "plans": [],
    "listing": {"title": "Fault", "summary": "s", "description": "d", "categories": [], "usefulLinks": [],
                "privacyPolicyUrl": "https://example.org/p", "termsOfUse": "t"},
    "media": {"logos": {}, "screenshots": [], "videos": []},
    "contacts": {"support": {"name": "n", "email": "a@example.org", "phone": "1", "url": "https://example.org"},
                 "engineering": {"name": "n", "email": "a@example.org", "phone": "1"}},
    "audience": {"previewSubscriptions": [{"id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "type": "pay-as-you-go"}],
                 "countries": ["US"]},
    "notifications": {"emails": ["publisher@example.org"], "language": "en"}}
ENDS = {"live", "step-rejected", "canceled"}


def command(kind, offer, identity, **more):
    return {"specversion": "1.0", "id": identity, "source": "/faults", "type": f"offers.command.{kind}.v1",
            "subject": offer, "time": "2026-01-01T00:00:00Z", **more}


def transition(value):
    """An entry of a history; None where it is none, since some rows write poison there."""
    try:
        return records.entry(json.loads(value))
    except (TypeError, ValueError, KeyError, RecursionError):
        return None


class Load:
    """`mix`: how often each word begins an offer's name, see Tests/Faults/stage. `repeat`: how often each command is
    sent, at most, `within` so many seconds. `keep`: words whose offers nobody decides on, so that they are not expected to end."""

    def __init__(self, broker, mix=None, repeat=1, seed=1, keep=(), cancels=0.1, largest=1_000_000, within=20):
        from confluent_kafka import Consumer, Producer
        self.random = random.Random(seed)
        self.cancels, self.within = cancels, within
        self.mix = mix or {"ok": 85, "reject-certify": 7, "fault-package": 2, "drive": 6}
        self.repeat, self.keep = repeat, tuple(keep)
        # A broker that comes back is found at once: it is not this client that is tried.
        server = {"bootstrap.servers": broker, "reconnect.backoff.max.ms": 500}
        # Not idempotent: what a lost acknowledgement makes it send again has the same id.
        self.producer = Producer({
            **server, "acks": "all", "partitioner": "murmur2_random", "linger.ms": 5,
            "delivery.timeout.ms": 900_000, "message.max.bytes": largest, "queue.buffering.max.messages": 1_000_000})
        self.reader = Consumer({
            **server, "group.id": "faults-load", "isolation.level": "read_committed",
            "enable.auto.commit": False, "fetch.wait.max.ms": 50, "auto.offset.reset": "earliest"})
        self.lock = threading.Lock()
        self.published, self.ended, self.acknowledged = {}, {}, 0
        self.ready = set()  # Offers that have come to sign-off.
        self.again = []
        self.places = {}  # Where acknowledged commands are said to stand: the key by partition and offset.
        self.going = True
        self.follower = threading.Thread(target=self.follow, daemon=True)
        self.follower.start()

    # What a publisher and an operator do.

    def send(self, kind, offer, identity, **more):
        event = json.dumps(command(kind, offer, identity, **more)).encode()
        # One in ten producers hashes otherwise than ours: the coordinator brings its commands home.
        place = {"partition": self.random.randrange(8)} if self.random.random() < 0.1 else {}
        with self.lock:
            self.produce(event, offer, place)
            if self.repeat > 1:
                self.again += [(time.monotonic() + self.random.random() * self.within, event, offer)
                               for _ in range(self.random.randrange(1, self.repeat))]

    def produce(self, event, offer, place):
        self.producer.produce("offers.commands", event, offer, on_delivery=self.delivered,
                              headers=[("content-type", b"application/cloudevents+json")], **place)
        self.producer.poll(0)

    def delivered(self, error, message):
        if error is None:
            self.acknowledged += 1
            self.places[(message.partition(), message.offset())] = message.key().decode()

    def publish(self, number, word=None):
        word = word or self.random.choices(list(self.mix), self.mix.values())[0]
        gated = self.random.random() < 0.5 or word.startswith("drive")
        offer = f"{word}-{number}"
        document = {**OFFER, "publisher": "faults", "offer": offer, "testDrive": {"enabled": word.startswith("drive")}}
        self.published[f"faults/{offer}"] = time.monotonic()
        self.send("publish", f"faults/{offer}", f"publish-{number}", data=document, profile="gated" if gated else "straight")

    def run(self, count, rate, first=0):
        """Publishes `count` offers at `rate` a second; returns when all are handed to the client."""
        began = time.monotonic()
        for number in range(count):
            self.publish(first + number)
            wait = began + number / rate - time.monotonic()
            if wait > 0:
                time.sleep(wait)
        return self

    def start(self, count, rate, first=0):
        """`run` on a thread of its own."""
        publishing = threading.Thread(target=self.run, args=(count, rate, first), daemon=True)
        publishing.start()
        return publishing

    def keep_on(self, rate):
        """Publishes at `rate` on a thread of its own until the function that is given back is called."""
        stop = threading.Event()

        def publish():
            number = 0
            while not stop.is_set():
                self.run(rate, rate, first=number)
                number += rate
        publishing = threading.Thread(target=publish, daemon=True)
        publishing.start()

        def end():
            stop.set()
            publishing.join()
        return end

    def follow(self):
        from confluent_kafka import OFFSET_BEGINNING, TopicPartition
        known = None
        while self.going and not known:
            try:
                known = self.reader.list_topics("offers.history", timeout=5).topics["offers.history"].partitions
            except Exception:  # The broker is away: the row's own doing.
                time.sleep(0.5)
        self.reader.assign([TopicPartition("offers.history", number, OFFSET_BEGINNING) for number in known or []])
        while self.going:
            for message in self.reader.consume(500, timeout=0.1):
                entry = None if message.error() else transition(message.value())
                if entry:
                    self.react(entry)
            self.repeat_some()
            self.producer.poll(0)

    def react(self, entry):
        offer, kind = entry["offer"], entry["kind"]
        name = f"{offer}/{entry['submission']}/{entry['sequence']}"
        if kind == "preview-ready":
            self.ready.add(offer)
        if offer not in self.published or offer.split("/")[1].startswith(self.keep):
            return
        if kind in ENDS:
            self.ended.setdefault(offer, time.monotonic())
        elif kind == "preview-ready":
            self.send("cancel" if self.random.random() < self.cancels else "go-live", offer, f"{name}-decision")
        elif kind == "step-blocked":
            self.send("reject", offer, f"{name}-operator", sender="operator", text="Not this one.")
        elif kind == "submitted" and self.random.random() < 0.02:
            self.send("go-live", offer, f"{name}-too-early")

    def repeat_some(self):
        now = time.monotonic()
        with self.lock:
            due = [entry for entry in self.again if entry[0] <= now]
            self.again = [entry for entry in self.again if entry[0] > now]
            for _, event, offer in due:
                self.produce(event, offer, {})

    # Watching it end.

    def open(self):
        """Offers that have not ended and should."""
        return [offer for offer in list(self.published) if offer not in self.ended
                and not offer.split("/")[1].startswith(self.keep)]

    def drain(self, patience):
        """Waits until all have ended; returns the seconds, None where it took longer than `patience`."""
        began = time.monotonic()
        while self.open() or self.again or len(self.producer):
            if time.monotonic() - began > patience:
                return None
            time.sleep(0.2)
        return time.monotonic() - began

    def wait_for(self, count, patience):
        """Waits until so many more offers have ended than now."""
        until(lambda before=len(self.ended): len(self.ended) >= before + count, patience, f"{count} more offers end")

    def close(self):
        self.going = False
        self.follower.join(20)
        self.producer.flush(30)
        self.reader.close()
