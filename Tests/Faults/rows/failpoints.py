"""`kill -9` at named points of the loop: between any two calls that a commit is made of, in a restore, in a rebalance."""

import random
import threading

from waiting import until

FAULT = "`kill -9` at named points"
POINTS = ["in-rebalance", "in-restore", "after-poll", "after-begin", "after-send-offsets", "after-produce",
          "before-commit", "after-commit"]
RESTORING = ("offer-coordinator", "publisher-sign-off")


def run(bench):
    each = 20 if bench.full else 3
    points = [point for point in POINTS
              if not bench.embedded or point not in ("after-begin", "after-send-offsets")]  # No transactions there.
    line, load, chance = bench.line(), bench.load(), random.Random(8)
    stop = threading.Event()

    def publish():
        number = 0
        while not stop.is_set():
            load.run(20, 60, first=number)
            number += 20
    publishing = threading.Thread(target=publish)
    publishing.start()
    killed = {}
    try:
        for point in points:
            killed[point] = 0
            while killed[point] < each:
                armed = [worker for worker in line.workers if point != "in-restore" or worker.name in RESTORING]
                chance.shuffle(armed)
                armed = armed[:each - killed[point]]
                for worker in armed:
                    worker.exits.clear()
                    worker.once = {"OFFERS_FAILPOINT": f"{point}:{chance.randrange(1, 4)}"}
                    worker.kill()
                # A worker that nobody gives work to does not pass its point: those are ended otherwise.
                until(lambda: all(len(worker.exits) >= 2 for worker in armed), 40, f"all die {point}", strict=False)
                killed[point] += sum(len(worker.exits) >= 2 for worker in armed)
                # Before the next round the line gets on: it is to be tried at these points, not held up by them.
                before = len(load.ended)
                until(lambda: len(load.ended) > before + 20, 60, "the line goes on", strict=False)
    finally:
        stop.set()
        publishing.join()
    bench.figures["kills"] = sum(killed.values())
