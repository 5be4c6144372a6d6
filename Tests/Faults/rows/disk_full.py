"""The broker's disk fills up under load, the broker ends, room is made and it comes back: what it had acknowledged is
there, and the pipeline goes on. The file system of its log directory must be a small one of its own (a tmpfs will do)."""

import os
import pathlib
import shutil
import time

from waiting import until

FAULT = "disk full at the broker"
NEEDS = ("broker_start", "broker_kill", "broker_logs")
LARGEST = 2 << 30


def unfit(options):
    """Why it cannot run here: nobody's real disk is to be filled."""
    size = shutil.disk_usage(options.broker_logs).total
    return f"{options.broker_logs} is on a file system of {size >> 20} MB, not a small one of its own" if size > LARGEST else None


def run(bench):
    pipeline, load, cycles = bench.pipeline(), bench.load(), 3 if bench.full else 1
    load.run(20, 20, first=1_000_000)
    load.drain(60)
    longest = 0
    for cycle in range(cycles):
        publishing = load.start(300, 30, first=300 * cycle)
        time.sleep(3)
        ballast = fill(bench.options.broker_logs)
        until(lambda: not answers(bench.broker), 60, "the broker ends or answers no more")
        time.sleep(5)
        bench.shell(bench.options.broker_kill)  # Should it hang instead of having ended.
        ballast.unlink()
        bench.shell(bench.options.broker_start)
        back = time.monotonic()
        publishing.join()
        bench.expect(load.drain(120) is not None, "lost", "not drained")
        longest = max(longest, time.monotonic() - back)
        bench.trace(f"cycle {cycle}: drained after {longest:.1f} s, exits {dict(pipeline.exits)}")
    bench.figures |= {"times full": cycles, "longest s to drain": round(longest, 1)}
    bench.afterwards = check


def fill(folder):
    """Takes all room there is in the file system, again and again while the broker still makes some."""
    ballast = pathlib.Path(folder) / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                pass
        os.fsync(file.fileno())
    return ballast


def answers(broker):
    from confluent_kafka.admin import AdminClient
    try:
        return bool(AdminClient({"bootstrap.servers": broker, "log_level": 0}).list_topics(timeout=3).topics)
    except Exception:
        return False


def check(bench, run):
    """Each acknowledged command stands where the broker said."""
    places = {(record.partition, record.offset): record.key for record in run if record.topic == "offers.commands"}
    said = bench.loads[0].places
    for place, key in said.items():
        bench.expect(places.get(place) == key, "acknowledged and not there", f"{key} at {place}")
    bench.figures["acknowledged"] = len(said)
