"""Runs the benchmarks: sides in turn (A B A B), medians and ratios pair by pair; writes JSON, tables and pictures.
    bench.py --broker HOST:PORT [--delivery exactly-once] [--records N] [--offers N] [--pairs N] [--rounds N] [--peers]
             [--smoke]"""

import argparse
import json
import os
import statistics
import sys
import time

import report
import runs
from machine import BUILT, ROOT, Broker, Program, load


def interleaved(name, pairs, sides, run):
    """`pairs` rounds of all sides. Each row has the machine's load beside it: other programs may be at work."""
    rows = []
    for number in range(pairs):
        for side in sides:
            try:
                row = run(side)
            except SystemExit as failure:  # A failed run is reported and left out.
                print(f"  {name} {side}: {failure}", file=sys.stderr, flush=True)
                Program.stop_all()
                continue
            rows.append({"side": side, "pair": number, "load": load(), **row})
            shown = {key: round(value, 2) for key, value in row.items() if not isinstance(value, (list, dict))}
            print(f"  {name} {side} {shown} load {load()}", flush=True)
    return rows


RESULTS = ROOT / "docs" / "internals" / "performance.json"
PARTS = ["start", "killed", "idle", "worker", "hop", "full", "waits", "chain", "sizes", "restore", "growth", "steady"]


def full_rate(results):
    """Seven tenths of our worker's rate, so that the queue before it is not what is measured."""
    done = [row["records_a_second"] for row in results.get("worker", []) if row["side"] == "ours"]
    return max(50, min(10_000, int(statistics.median(done) * 0.7))) if done else 1000


def restore(broker, arguments, sides):
    runs.fill_rows(broker, arguments.rows)
    return interleaved(
        "restore", max(1, arguments.pairs - 1), sides, lambda side: runs.restore(broker, side, arguments.rows))


def growth(broker, arguments):
    """Numbers of offers in turn (A B C A B C), so that a drift of the machine does not look like growth."""
    counts = [int(count) for count in arguments.growth.split(",") if count]
    return interleaved("growth", arguments.rounds, counts, lambda count: runs.chain(broker, "ours", count))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--broker", required=True)
    arguments.add_argument("--delivery", default="exactly-once")
    for name, usual in (("records", 200_000), ("offers", 60_000), ("pairs", 3), ("hops", 1000), ("rows", 1_000_000),
                        ("steady", 1_000_000), ("rounds", 2), ("sized", 2000)):
        arguments.add_argument("--" + name, type=int, default=usual)
    arguments.add_argument("--growth", default="20000,300000,1000000")
    arguments.add_argument("--only", default=",".join(PARTS))
    arguments.add_argument("--keep", action="store_true", help="parts not run keep what the run before measured")
    arguments.add_argument("--peers", action="store_true")
    arguments.add_argument("--smoke", action="store_true", help="small, and writes no tables")
    arguments = arguments.parse_args()
    broker = Broker(arguments.broker, arguments.delivery)
    peers = [kind for kind in ("confluent", "quix") if arguments.peers and has(kind)]
    both = ["bare", "ours"]
    plan = {
        "start": lambda: interleaved("start", arguments.pairs, both, lambda side: runs.start(broker, side)),
        "killed": lambda: interleaved(
            "killed", arguments.pairs, both, lambda side: runs.start(broker, side, killed=True)),
        "idle": lambda: interleaved("idle", 1, both, lambda side: runs.idle(broker, side, 10)),
        "worker": lambda: interleaved(
            "worker", arguments.pairs, both, lambda side: runs.worker(broker, side, arguments.records)),
        "hop": lambda: interleaved(
            "hop", arguments.pairs, both, lambda side: runs.hop(broker, side, 50, arguments.hops)),
        "chain": lambda: interleaved(
            "chain", arguments.pairs, both + peers, lambda side: runs.chain(broker, side, arguments.offers)),
        "sizes": lambda: interleaved(
            "sizes", 1, both + peers, lambda side: runs.sizes(broker, side, arguments.sized)),
        "full": lambda: interleaved("full load", arguments.pairs, both, lambda side: {
            "rate": full_rate(results), **runs.hop(broker, side, full_rate(results), full_rate(results) * 10)}),
        "waits": lambda: interleaved("waits", 1, ["ours", "hangs"], lambda side: runs.waits(
            broker, side, 15_000 if side == "hangs" else 60_000)),
        "restore": lambda: restore(broker, arguments, both),
        "steady": lambda: [{"load": load(), **row} for row in runs.steady(broker, arguments.steady, 5)],
        "growth": lambda: growth(broker, arguments),
    }
    results = {key: getattr(arguments, key) for key in ("records", "offers", "delivery", "rows", "steady")}
    results |= {"cores": os.cpu_count(), "steady_records": results.pop("steady")}
    if arguments.keep:
        results = {**json.loads(RESULTS.read_text()), **results}
    for name in arguments.only.split(","):
        begun = time.monotonic()
        try:
            results[name] = plan[name]()
        except SystemExit as failure:  # A part that cannot be measured is reported; its goals say "not measured".
            print(f"  {name}: {failure}", file=sys.stderr, flush=True)
        print(f"  {name} took {time.monotonic() - begun:.0f} s", flush=True)
        if not arguments.smoke:  # After each part, so that an interrupted run keeps its results.
            RESULTS.write_text(json.dumps(results, indent=1) + "\n")
            report.write(results)
    if arguments.smoke:
        missing = [name for name in arguments.only.split(",")
                   if len({row["side"] for row in results.get(name, [])}) < 2]
        raise SystemExit(f"no result of: {', '.join(missing)}" if missing else 0)


def has(kind):
    """Whether the packages of a peer are installed; prints a line where they are not."""
    package = {"confluent": "confluent_kafka", "quix": "quixstreams"}[kind]
    found = any((BUILT / "venv").glob(f"lib/python*/site-packages/{package}"))
    if not found:
        print(f"  {kind}: left out, its packages could not be installed")
    return found


if __name__ == "__main__":
    main()
