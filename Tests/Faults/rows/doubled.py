"""Every command comes twice to ten times, also while the coordinator is killed."""

import time

FAULT = "every command twice to ten times, also across restarts"


def run(bench):
    kills, count = (20, 2000) if bench.full else (3, 40)
    line, load = bench.line(), bench.load(repeat=10)
    publishing = load.start(count, count / (kills * 3))
    for _ in range(kills):
        time.sleep(3)
        line.of("offer-coordinator")[0].kill()
    publishing.join()
    load.drain(120)
    bench.figures |= {"commands sent": load.acknowledged, "kills": kills}
