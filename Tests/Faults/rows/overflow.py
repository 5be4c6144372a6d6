"""One offer's work lasts while thousands behind it finish: what is finished beyond it must fit the metadata of the
offset commit, so intake pauses; killed in between, the successor skips nothing and repeats nothing. Then the metadata
is damaged on purpose."""

import time

import offsets

FAULT = "offset map overflow and corruption"


def run(bench):
    # One partition takes in 18,000 records beyond one that is not finished.
    count = 20_000 if bench.full else 3000
    line = bench.line(settings={"OFFERS_FAULT_SLOW_MS": "25000"})
    load = bench.load(mix={"ok": 1}, cancels=0)
    load.publish(0, "slow-certify")
    place = offsets.home("faults/slow-certify-0")
    time.sleep(2)
    number = 1
    while len(load.published) <= count:
        if offsets.home(f"faults/ok-{number}") == place:
            load.publish(number, "ok")
        number += 1
    for _ in range(3):
        time.sleep(6)
        line.of("certify")[0].kill()
    load.drain(240)
    damaged = damage(bench, line)
    load.run(200, 50, first=1_000_000)
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
    group.close()
    standing = {place.partition: place.offset for place in places if place.offset >= 0}
    offsets.commit(bench.broker, "certify", "offers.stage.certify", standing, "//////////8=")
    worker.start()
    return len(standing)
