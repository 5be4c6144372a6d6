"""`kill -9` of any process at a random time, under load."""

import random
import time

FAULT = "`kill -9` of each process, random time (dynamic membership)"


def run(bench, membership="dynamic", kills=120, count=12_000):
    every = 1.8
    if not bench.full:
        kills, count, every = (10, 60, 0.6) if bench.embedded else (12, 400, 0.8)
    pipeline = bench.pipeline(membership=membership, instances={"certify": 2} if bench.full else None)
    load = bench.load()
    publishing = load.start(count, count / (kills * every))
    chance, done = random.Random(7), 0
    while done < kills:
        time.sleep(every * 2 * chance.random())
        # Each in turn, so that each is hit as often; the instant is the random thing.
        done += pipeline.workers[done % len(pipeline.workers)].kill()
    publishing.join()
    bench.figures["kills"] = done
    drained = load.drain(300)
    bench.figures["seconds to drain"] = round(drained) if drained is not None else None
