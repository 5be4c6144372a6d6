"""The coordinator is killed again and again while it reads back a table of a million offers, under load: it serves an
offer only when it has read its partition to the end."""

import json
import time

import records
from load import command

FAULT = "coordinator killed in the middle of restoring its table, under load"


def run(bench):
    rows = 1_000_000 if bench.full else 50_000
    bench.patience = 240
    bench.rebuilds = False  # The rows that fill the table have no history.
    pipeline, load = bench.pipeline(), bench.load()
    coordinator = pipeline.of("offer-coordinator")[0]
    load.publish(1_000_000, "ok")
    load.drain(60)
    coordinator.stop()
    bench.entries = fill(bench, rows)
    coordinator.start()
    publishing = load.start(rows // 500, 20)
    kills = 0
    for seconds in (1, 2, 3, 4, 5):
        ask(load, rows, 100, seconds)
        time.sleep(seconds)
        kills += coordinator.kill()
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
    entries = [records.entry(record.json()) for record in run
               if record.topic == "offers.history" and record.key.startswith("filler/")]
    asked = sum(record.topic == "offers.commands" and record.key.startswith("filler/") for record in run)
    bench.expect(len(entries) == asked, "commands without effect", f"{len(entries)} answers to {asked} commands")
    for entry in entries:
        bench.expect(entry["sequence"] > bench.entries, "served before caught up", f"{entry['offer']} at {entry['sequence']}")


def fill(bench, count):
    """Makes as many rows, all like that of the one offer that there is, which has ended; returns how long its history is.
    They are no part of the run."""
    from confluent_kafka import Producer
    producer = Producer({"bootstrap.servers": bench.broker, "partitioner": "murmur2_random", "linger.ms": 50,
                         "compression.type": "lz4", "queue.buffering.max.messages": 500_000,
                         "queue.buffering.max.kbytes": 500_000})
    row = records.read(bench.broker, ["offers.status"])[0].json()
    for number in range(count):
        offer = f"filler/offer-{number}"
        event = {**row, "id": f"{offer}/status", "source": "/faults", "subject": offer}
        while True:
            try:
                producer.produce("offers.status", json.dumps(event), offer,
                                 headers=[("content-type", b"application/cloudevents+json")])
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    producer.flush(120)
    return row["data"]["history"]
