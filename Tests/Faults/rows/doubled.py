"""Every command comes twice to ten times, also while the coordinator is killed."""

import time

FAULT = "every command twice to ten times, also across restarts"


def run(bench):
    # A killed coordinator is missed for the six seconds of its session: between two kills it must come to its work.
    kills, count, every = (10, 2000, 14) if bench.full else (3, 40, 3)
    pipeline, load = bench.pipeline(), bench.load(repeat=10, within=20 if bench.full else 4)
    publishing = load.start(count, count / (kills * every))
    for _ in range(kills):
        time.sleep(every)
        pipeline.of("offer-coordinator")[0].kill()
    publishing.join()
    load.drain(120)
    bench.figures |= {"commands sent": load.acknowledged, "kills": kills}
