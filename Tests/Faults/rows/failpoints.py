"""`kill -9` at named points of the loop: between any two calls that a commit is made of, in a restore, in a rebalance.
A worker that was killed is missed for the six seconds of its session, so each dies once in a round, and a round begins
when all who died in the one before have committed again: what is tried is dying at these points, not dying so often that
nothing is ever done."""

import random
import time

from waiting import until

FAULT = "`kill -9` at named points"
POINTS = ["in-rebalance", "in-restore", "after-poll", "after-begin", "after-send-offsets", "after-produce",
          "before-commit", "after-commit"]
RESTORING = ("offer-coordinator", "publisher-sign-off")
# The first passing at which it dies, and the last: a member alone in its group has one rebalance.
PASSINGS = {"in-rebalance": (1, 1), "in-restore": (1, 200)}


def run(bench):
    each, rate = (20, 25) if bench.full else (3, 20)
    pipeline, load, chance = bench.pipeline(), bench.load(), random.Random(8)
    end = load.keep_on(rate)
    killed, rounds = {}, 0
    try:
        load.wait_for(20, 60)
        for point in POINTS:
            killed[point] = 0
            while killed[point] < each:
                who = [worker for worker in pipeline.workers if point != "in-restore" or worker.name in RESTORING]
                # The coordinator last: while it is away, nobody else gets to the point.
                chance.shuffle(who)
                who = sorted(who, key=lambda worker: worker.name == "offer-coordinator")[-(each - killed[point]):]
                killed[point] += kill(bench, who, point, chance)
                rounds += 1
                bench.trace(f"round {rounds}: {killed}")
                if rounds > 15 * len(POINTS):
                    raise TimeoutError(f"{killed} after {rounds} rounds")
    finally:
        end()
        bench.figures |= {**killed, "kills": sum(killed.values()), "rounds": rounds}


def kill(bench, who, point, chance):
    """One round; returns how many died at the point. They leave in order and come back armed, so each is missed once."""
    for worker in who:
        worker.exits.clear()
        worker.once = {"OFFERS_FAILPOINT": f"{point}:{chance.randint(*PASSINGS.get(point, (1, 3)))}"}
        worker.stop()
        worker.start()
    until(lambda: all(worker.exits for worker in who), 25, f"all die {point}", strict=False)
    dead = [worker for worker in who if worker.exits]
    now = time.time()
    until(lambda: all(bench.lag.committed_since(worker.name, now) for worker in dead), 60, "the pipeline goes on")
    # One that nobody gave work to is still armed.
    for worker in who:
        if not worker.exits:
            worker.stop()
            worker.start()
    return sum(status == -9 for worker in dead for status in worker.exits[:1])
