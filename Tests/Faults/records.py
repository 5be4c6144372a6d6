"""Records as any Kafka client reads them: topics from their beginning to their end, committed records only. Written to
and read from a file of JSON lines, so that a run can be judged again without a broker."""

import gzip
import json
import time
import typing

PLAIN = ["commands", "outcomes", "status", "history", "awaiting-sign-off", "blocked", "preview", "catalog",
         "drafts", "processes", "positions", "notifications", "support-tickets", "dead-letters"]
STAGES = ["validate-prerequisites", "validate-test-drive", "certify", "provision-preview", "package",
          "publisher-sign-off", "provision-production", "go-live"]
TOPICS = ["offers." + name for name in PLAIN] + ["offers.stage." + name for name in STAGES]


class Record(typing.NamedTuple):
    topic: str
    partition: int
    offset: int
    time: int
    key: str | None
    value: str | None
    headers: dict

    def json(self):
        return json.loads(self.value)


# What our own records leave out, as it is where it is left out (Sources/Events). A number of a submission comes back as its
# name, `publisher/offer/3`, wherever it tells which one a record is of.

def scheduled(event):
    """A step as it was scheduled."""
    data = event["data"]
    return {"id": event["id"], "type": event["type"], "submission": submission(event), "process": data["process"],
            "step": data["step"], "route": data["route"], "attempt": data.get("attempt", 1)}


def result(event):
    """What a worker reported of a step."""
    return {"attempt": 1, **event, "data": event.get("data", {}), "submission": submission(event)}


def entry(event):
    """An entry of a history, with its offer and id. Its submission stays a number: 0 where there was none."""
    data = event["data"]
    by = {"kind": "system", "name": "", **data.get("by", {})}
    return {"submission": 0, "state": "Running", "process": None, "problems": [], "notes": [], "links": [], "title": "",
            **data, "by": by, "id": event["id"], "offer": event["subject"]}


def status(event):
    """A row of the table of statuses."""
    data = {"attention": "none", "submission": 0, "process": None, "step": None, "live": None, "previewLinks": [], "history": 0, **event["data"]}
    steps = [{"problems": [], "state": "Complete" if "ended" in step else "NotStarted", **step}
             for step in data.get("steps", [])]
    return {**data, "steps": steps, "live": data["live"] and {"links": [], **data["live"]}}


def submission(event):
    return f"{event['subject']}/{event['submission']}"


def text(data):
    return None if data is None else data.decode("utf-8", "backslashreplace")


def read(broker, topics=TOPICS, patience=60):
    """All committed records of the topics, in the order of each partition; of the status table, which is as large as all
    else together, the newest of each key. Needs Debian's python3-confluent-kafka."""
    from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition
    consumer = Consumer({
        "bootstrap.servers": broker, "group.id": "faults-oracle", "isolation.level": "read_committed",
        "enable.auto.commit": False, "enable.partition.eof": True, "fetch.wait.max.ms": 50,
        "queued.max.messages.kbytes": 262144,
        # Some rows write batches that a client of ours cannot take.
        "receive.message.max.bytes": 1_000_000_000})
    known = consumer.list_topics(timeout=30).topics
    places = [TopicPartition(topic, number, OFFSET_BEGINNING)
              for topic in topics if topic in known for number in known[topic].partitions]
    consumer.assign(places)
    records, rows, unread = [], {}, {(place.topic, place.partition) for place in places}
    heard = time.monotonic()
    while unread:
        messages = consumer.consume(5000, timeout=0.2)
        if messages:
            heard = time.monotonic()
        elif time.monotonic() - heard > patience:
            raise SystemExit(f"oracle: {len(unread)} partitions could not be read to their end: {sorted(unread)[:3]}")
        for message in messages:
            if message.error() is None and not is_table_filler(message):
                headers = {name: text(value) for name, value in message.headers() or []}
                record = Record(message.topic(), message.partition(), message.offset(), message.timestamp()[1],
                                text(message.key()), text((message.value() or b"")[:10_000_000]) if message.value() is not None else None, headers)
                if record.topic == "offers.status":
                    rows[record.key] = record
                else:
                    records.append(record)
            elif message.error() is not None and message.error().code() == KafkaError._PARTITION_EOF:
                unread.discard((message.topic(), message.partition()))
    consumer.close()
    return records + list(rows.values())


def is_table_filler(message):
    return message.topic() == "offers.status" and message.key().startswith(b"filler/") and message.value().find(b'"/faults"') > 0


def save(run, path):
    with opened(path, "wt") as file:
        for record in run:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def load(path):
    with opened(path, "rt") as file:
        return [Record(*json.loads(line)) for line in file]


def opened(path, mode):
    return (gzip.open if str(path).endswith(".gz") else open)(path, mode, encoding="utf-8")
