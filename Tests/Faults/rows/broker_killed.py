"""The broker goes, by `kill -9` and by clean stops in turn, and comes back, under load. Told are the seconds that the
broker itself takes to come back, and those that the pipeline then takes to end all that had been published."""

import random
import time

FAULT = "broker `kill -9` and clean restart"
NEEDS = ("broker_start", "broker_stop", "broker_kill")


def run(bench):
    cycles = 20 if bench.full else 2
    pipeline, load, chance = bench.pipeline(), bench.load(), random.Random(3)
    load.run(20, 20, first=1_000_000)
    load.drain(60)
    starting, draining = [], []
    for cycle in range(cycles):
        publishing = load.start(200, 40, first=200 * cycle)
        time.sleep(1 + 3 * chance.random())
        bench.shell(bench.options.broker_stop if cycle % 2 else bench.options.broker_kill)
        time.sleep(2 * chance.random())
        began = time.monotonic()
        bench.shell(bench.options.broker_start)
        back = time.monotonic()
        publishing.join()
        drained = load.drain(90)
        seconds = time.monotonic() - back
        bench.expect(drained is not None and seconds <= 15, "slow to drain", f"cycle {cycle}: {seconds:.0f} s after its return")
        starting.append(back - began)
        draining.append(seconds)
        bench.trace(f"cycle {cycle}: broker up in {starting[-1]:.1f} s, drained {seconds:.1f} s later, exits {dict(pipeline.exits)}")
    bench.figures |= {"cycles": cycles, "longest s to drain": round(max(draining), 1),
                      "median s to drain": round(sorted(draining)[cycles // 2], 1),
                      "longest s the broker took to start": round(max(starting), 1), "restarts": sum(pipeline.exits.values())}
