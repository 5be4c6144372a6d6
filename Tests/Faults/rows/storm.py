"""Instances come and go all the time: each stage has two to four, and every three seconds some join or leave."""

import random
import time

FAULT = "rebalance storm"


def run(bench):
    seconds, rate = (600, 10) if bench.full else (60, 10)
    seconds = bench.options.seconds or seconds
    pipeline = bench.pipeline(instances={name: 4 for name in ("certify", "package", "offer-coordinator", "publisher-sign-off")})
    load, chance, changes = bench.load(), random.Random(11), 0
    publishing = load.start(seconds * rate, rate)
    end = time.monotonic() + seconds
    moving = [worker for worker in pipeline.workers if worker.number > 2]
    while time.monotonic() < end:
        time.sleep(3)
        worker = chance.choice(moving)
        changes += 1
        if worker.runs:
            status, _ = worker.stop()
            bench.expect(status == 0, "ends other than 0", f"{worker.name} ended with {status}")
        else:
            worker.start()
    publishing.join()
    bench.figures |= {"joins and leaves": changes, "minutes": round(seconds / 60, 1)}
