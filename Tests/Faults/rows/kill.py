"""`kill -9` of any process at a random time, under load."""

import random
import time

FAULT = "`kill -9` of each process, random time (dynamic membership)"


def run(bench, membership="dynamic"):
    kills, count, every = (200, 20_000, 1.8) if bench.full else (12, 400, 0.8)
    if bench.options.seconds:
        kills, count = int(bench.options.seconds / every), int(20000 / 360 * bench.options.seconds)
    if bench.embedded:
        kills, count, every = 10, 60, 0.6
    line = bench.line(membership=membership, instances={"certify": 2} if bench.full else None)
    load = bench.load()
    publishing = load.start(count, count / (kills * every))
    chance, done = random.Random(7), 0
    while done < kills:
        time.sleep(every * 2 * chance.random())
        # Each in turn, so that each is hit as often; the instant is the random thing.
        done += line.workers[done % len(line.workers)].kill()
    publishing.join()
    bench.figures["kills"] = done
    drained = load.drain(300)
    bench.figures["seconds to drain"] = round(drained) if drained is not None else None
