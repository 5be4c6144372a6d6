"""Records that nobody can use, on every topic that a worker reads, among good ones."""

import random

import records

FAULT = "poison on every topic"
JUNK = [b"", b"{", b"\x00\xff\xfe", b"null", b"[]", b'{"specversion":"1.0"}', b'{"a":' * 5000,
        b'{"specversion":"1.0","id":"x","source":"/x","type":"offers.step.completed.v9","subject":"a/b","time":"2026-01-01T00:00:00Z"}',
        b'{"publisher":"faults","offer":"../../etc","type":"virtual-machine"}', b'"' + b"x" * 100_000 + b'"']


def run(bench):
    count = 2000 if bench.full else 40
    bench.pipeline()
    load, chance = bench.load(), random.Random(5)
    publishing = load.start(count, 100 if bench.full else 20)
    topics = ["offers.commands", "offers.outcomes", "offers.history"] + ["offers.stage." + stage for stage in records.STAGES]
    sent = 0
    for _ in range(10 if bench.full else 1):
        for topic in topics:
            for junk in JUNK:
                key = chance.choice([None, b"faults/ok-1", b"\xff"])
                load.producer.produce(topic, junk or None, key, partition=chance.randrange(8))
                sent += 1
    publishing.join()
    load.drain(120)
    bench.figures["poison"] = sent
    bench.afterwards = check


def check(bench, run):
    letters = sum(record.topic == "offers.dead-letters" for record in run)
    bench.expect(letters == bench.figures["poison"], "dead letters missing", f"{letters} of {bench.figures['poison']}")
