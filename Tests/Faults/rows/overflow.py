"""One offer's work lasts while thousands behind it, in the same partition, finish: what is finished beyond it must fit the
metadata of the offset commit, so at 75 % of the broker's limit intake pauses; killed there, the successor skips nothing
and repeats nothing. Then the metadata is damaged on purpose."""

import time

import offsets
from waiting import until

FAULT = "offset map overflow and corruption"
TOPIC, SLOW = "offers.stage.certify", "faults/slow-certify-0"
LIMIT = 17_900  # As many offsets, about, are 75 % of 4,096 characters as a bitmap in base64.
MOST = 18_432 + 1000  # A batch may begin just below the limit, before the kill as well as after it.


def run(bench):
    count = 21_000 if bench.full else 3000
    pipeline = bench.pipeline(settings={"OFFERS_FAULT_SLOW_MS": "75000" if bench.full else "25000"})
    load = bench.load(mix={"ok": 1}, cancels=0)
    load.publish(0, "slow-certify")
    place = offsets.home(SLOW)
    # Its first record is worked on for longer than that; that all behind it is done at last is looked at here.
    bench.lag.meant.add(("certify", TOPIC, place))
    time.sleep(2)
    number = 1
    while len(load.published) <= count:
        if offsets.home(f"faults/ok-{number}") == place:
            load.publish(number, "ok")
        number += 1
    fullest = {"finished beyond": 0, "characters": 0, "records waiting behind": 0}
    until(lambda: SLOW in load.ended or is_full(bench, place, count, fullest), 70, "intake pauses", strict=False)
    bench.expect(SLOW not in load.ended, "limit not reached", f"{fullest}")
    pipeline.of("certify")[0].kill()
    until(lambda: bench.members("certify") == 1 and pipeline.of("certify")[0].runs, 20, "certify is back")
    time.sleep(5)
    before = dict(fullest)
    is_full(bench, place, count, fullest)
    bench.expect(fullest["characters"] <= 3072, "map too large", f"{fullest}")
    if bench.full:
        bench.expect(LIMIT <= before["finished beyond"], "limit not reached", f"{before}")
        bench.expect(fullest["finished beyond"] <= MOST, "intake went on", f"{before}, then {fullest}")
    load.drain(240)
    damaged = damage(bench, pipeline)
    load.run(200, 50, first=1_000_000)
    load.drain(60)
    said = sum(worker.log.read_text().count("damaged metadata") for worker in pipeline.of("certify"))
    bench.expect(said >= damaged, "damage not seen", f"{said} of {damaged}")
    bench.figures |= {**before, "kills": 1, "damaged maps": damaged}


def is_full(bench, place, count, fullest):
    """Notes how far the map reaches; True where it has grown no further for two seconds with records behind it."""
    before = fullest["finished beyond"]
    time.sleep(2)
    base, metadata, end = bench.map_of("certify", TOPIC, place)
    beyond = offsets.reach(metadata, base)
    fullest |= {"finished beyond": max(before, beyond), "characters": max(fullest["characters"], len(metadata)),
                "records waiting behind": max(0, end - base - beyond)}
    return 0 < beyond == before and fullest["records waiting behind"] > 0 and (not bench.full or beyond >= LIMIT)


def damage(bench, pipeline):
    """Commits nonsense as the group's metadata while the worker is away."""
    worker = pipeline.of("certify")[0]
    worker.stop()
    standing = {number: offset for number, offset in enumerate(bench.committed("certify")) if offset >= 0}
    offsets.commit(bench.broker, "certify", TOPIC, standing, "2,,,//////////8=")
    worker.start()
    return len(standing)
