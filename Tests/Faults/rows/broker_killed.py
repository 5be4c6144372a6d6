"""The broker goes, by `kill -9` and by clean stops in turn, and comes back, under load."""

import random
import time

FAULT = "broker `kill -9` and clean restart"
NEEDS = ("broker_start", "broker_stop", "broker_kill")


def run(bench):
    cycles = 20 if bench.full else 2
    bench.line()
    load, chance, longest = bench.load(), random.Random(3), 0
    number = 0
    for cycle in range(cycles):
        publishing = load.start(200, 40, first=number)
        number += 200
        time.sleep(1 + 3 * chance.random())
        bench.shell(bench.options.broker_stop if cycle % 2 else bench.options.broker_kill)
        time.sleep(2 * chance.random())
        bench.shell(bench.options.broker_start)
        back = time.monotonic()
        publishing.join()
        drained = load.drain(90)
        seconds = time.monotonic() - back
        bench.expect(drained is not None and seconds <= 15, "slow to drain", f"cycle {cycle}: {seconds:.0f} s after its return")
        longest = max(longest, seconds)
    bench.figures |= {"cycles": cycles, "longest s to drain": round(longest, 1)}
