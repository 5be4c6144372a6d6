"""The coordinator is killed again and again while it reads back a table of a million offers, under load: it serves an
offer only when it has read its partition to the end."""

import json
import time

from line import ROOT
from load import command

FAULT = "coordinator killed in the middle of restoring its table, under load"


def run(bench):
    rows = 1_000_000 if bench.full else 50_000
    bench.patience = 240
    fill(bench, rows)
    line, load = bench.line(), bench.load()
    publishing = load.start(rows // 500, 20)
    kills = 0
    for seconds in (1, 2, 3, 4, 5):
        ask(load, rows, 100, seconds)
        time.sleep(seconds)
        kills += line.of("offer-coordinator")[0].kill()
    publishing.join()
    load.drain(200)
    time.sleep(5)
    bench.figures |= {"offers restored": rows, "kills": kills}
    bench.afterwards = check


def ask(load, rows, count, round):
    """Commands about offers of the table: had it not been read to the end, they would be told that they never were."""
    for number in range(count):
        offer = f"filler/offer-{load.random.randrange(rows)}"
        load.produce(json.dumps(command("go-live", offer, f"filler-{round}-{number}")).encode(), offer, {})


def check(bench, run):
    lines = [record.json()["data"] for record in run if record.topic == "offers.history" and record.key.startswith("filler/")]
    asked = sum(record.topic == "offers.commands" and record.key.startswith("filler/") for record in run)
    bench.expect(len(lines) == asked, "commands without effect", f"{len(lines)} answers to {asked} commands")
    for line in lines:
        bench.expect(line["sequence"] > 17, "served before caught up", f"{line['offer']} at {line['sequence']}")


def fill(bench, count):
    """Rows of offers that have ended, each with its history's last word left out: they are no part of the run."""
    from confluent_kafka import Producer
    producer = Producer({"bootstrap.servers": bench.broker, "partitioner": "murmur2_random", "linger.ms": 50,
                         "compression.type": "lz4", "queue.buffering.max.messages": 500_000,
                         "queue.buffering.max.kbytes": 500_000})
    row = json.loads((ROOT / "schemas/samples/status.json").read_text())
    for number in range(count):
        row["publisher"], row["offer"] = "filler", f"offer-{number}"
        row["submission"] = f"filler/offer-{number}/3"
        event = {"specversion": "1.0", "id": f"filler/offer-{number}/status", "source": "/faults",
                 "type": "offers.status.changed.v1", "subject": f"filler/offer-{number}", "time": row["changed"],
                 "datacontenttype": "application/json", "data": row}
        while True:
            try:
                producer.produce("offers.status", json.dumps(event), f"filler/offer-{number}",
                                 headers=[("content-type", b"application/cloudevents+json")])
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    producer.flush(120)
