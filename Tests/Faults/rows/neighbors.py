"""Another worker of a stage joins and leaves while work lasts, in full ten times within one work: what keeps its partition
keeps its work, and only what went to the other begins anew."""

import collections
import time

import offsets
from waiting import until

FAULT = "workers of a stage come and go during long work"


def run(bench):
    seconds, rounds = (180, 10) if bench.full else (60, 2)
    settings = {"OFFERS_FAULT_SLOW_MS": str(seconds * 1000)}
    pipeline = bench.pipeline(settings=settings, instances={"certify": 2})
    one, other = pipeline.of("certify")
    other.stop()
    load = bench.load(mix={"ok": 1}, cancels=0)
    # An offer in every partition.
    bench.places = {}
    number = 0
    while len(set(bench.places.values())) < 8:
        bench.places[f"faults/slow-certify-{number}"] = offsets.home(f"faults/slow-certify-{number}")
        load.publish(number, "slow-certify")
        number += 1
    for place in range(8):
        bench.lag.meant.add(("certify", "offers.stage.certify", place))
    time.sleep(10)
    joins = 0
    for _ in range(rounds):
        other.start()
        until(lambda: bench.members("certify") == 2, 30, "the other worker has joined")
        time.sleep(3)
        other.stop()
        joins += 1
        until(lambda: bench.members("certify") == 1, 30, "the other worker has left")
        time.sleep(2)
    load.drain(60 + 2 * seconds)
    bench.expect(not one.exits, "ends other than 0", f"{one.exits}")
    bench.figures |= {"joins and leaves": joins, "s of work": seconds}
    bench.afterwards = check


def check(bench, run):
    """At each join half of the partitions go to the other, and the group lets the others stay: their work has begun once,
    however often the other came."""
    started = collections.Counter()
    for record in run:
        if record.topic == "offers.outcomes" and record.key in bench.places:
            event = record.json()
            if event["type"] == "offers.step.started.v1":
                started[record.key] += 1
    starts = collections.defaultdict(int)
    for offer, count in started.items():
        starts[bench.places[offer]] = max(starts[bench.places[offer]], count)
    most = max(starts.values(), default=0)
    bench.figures["starts by partition"] = " ".join(str(starts[place]) for place in range(8))
    bench.expect(sum(count == 1 for count in starts.values()) >= 4, "work begun anew", f"{dict(starts)}")
    bench.expect(most <= 1 + 2 * bench.figures["joins and leaves"], "work begun anew", f"{dict(starts)}")
