"""A worker stops dead with its transaction open: what it wrote holds up readers until the broker ends the transaction
(15 s), and no longer; another instance takes its work over."""

import signal
import time

from waiting import until

FAULT = "a process that hangs with an open transaction"
NAMES = ["certify", "package", "offer-coordinator", "publisher-sign-off"]


def run(bench):
    pipeline, load = bench.pipeline(instances={name: 2 for name in NAMES}), bench.load()
    end = load.keep_on(20)
    try:
        time.sleep(10)
        longest = max(hang(load, pipeline.of(name)[0]) for name in NAMES)
    finally:
        end()
    bench.expect(longest < 45, "held up too long", f"{longest:.0f} s")
    bench.figures |= {"hung": len(NAMES), "longest s held up": round(longest, 1)}


def hang(load, worker):
    """Stops the worker with its transaction open; returns the seconds that what came before was held up."""
    worker.once = {"OFFERS_FAILPOINT": "before-commit:5:hang"}
    worker.stop()
    worker.start()
    until(lambda: state(worker) == "T", 60, f"{worker.name} hangs")
    worker.wanted = False
    hung = time.monotonic()
    before = set(list(load.published))
    until(lambda: not before & set(load.open()), 90, f"what came before {worker.name} hung goes on", strict=False)
    seconds = time.monotonic() - hung
    worker.kill(signal.SIGCONT)
    until(lambda: not worker.runs or time.monotonic() > hung + 40, 60, "it wakes up", strict=False)
    if not worker.runs:
        worker.start()
    worker.wanted = True
    return seconds


def state(worker):
    try:
        return open(f"/proc/{worker.process.pid}/stat").read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""
