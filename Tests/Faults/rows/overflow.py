"""One offer's work lasts while thousands behind it finish: what is finished beyond it must fit the metadata of the
offset commit, so intake pauses; killed in between, the successor skips nothing and repeats nothing. Then the metadata
is damaged on purpose."""

import time

FAULT = "offset map overflow and corruption"


def run(bench):
    count = 40_000 if bench.full else 3000
    line = bench.line(settings={"OFFERS_FAULT_SLOW_MS": "40000"})
    load = bench.load(mix={"ok": 1}, cancels=0)
    for number in range(8):
        load.publish(1_000_000 + number, "slow-certify")
    time.sleep(2)
    load.run(count, 1000)
    for _ in range(3):
        time.sleep(8)
        line.of("certify")[0].kill()
    load.drain(240)
    damaged = damage(bench, line)
    load.run(200, 50, first=count)
    load.drain(60)
    said = sum(worker.log.read_text().count("damaged metadata") for worker in line.of("certify"))
    bench.expect(said >= damaged, "damage not seen", f"{said} of {damaged}")
    bench.figures |= {"kills": 3, "damaged maps": damaged}


def damage(bench, line):
    """Commits nonsense as the group's metadata while the worker is away."""
    from confluent_kafka import Consumer, TopicPartition
    worker = line.of("certify")[0]
    worker.stop()
    group = Consumer({"bootstrap.servers": bench.broker, "group.id": "certify", "enable.auto.commit": False})
    places = group.committed([TopicPartition("offers.stage.certify", number) for number in range(8)], timeout=10)
    damaged = 0
    if hasattr(places[0], "metadata"):
        for place in places:
            place.metadata = "//////////8="
            damaged += place.offset >= 0
        group.commit(offsets=[place for place in places if place.offset >= 0], asynchronous=False)
    worker.start()
    return damaged
