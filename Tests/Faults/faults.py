#!/usr/bin/python3
"""Faults with real processes and a broker, one row of the matrix after another; docs/guarantees.md has the table.
    faults.py [--broker HOST:PORT] [--row NAME,NAME] [--scale full|small] [--programs FOLDER] [--older-programs FOLDER] [--groups classic|consumer|mixed]
              [--write]
Without a broker the rows that the embedded one can serve run small, at-least-once. Rows that stop or kill the broker
need shell commands: --broker-start, --broker-stop, --broker-kill; the one that fills its disk needs its log directory,
--broker-logs, on a small file system of its own. Topics offers.* of the broker are dropped and made
anew before each row, so it must be the test's own."""

import argparse
import importlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import lag
import pipeline
import load
import offsets
import oracle
import records
import report
from waiting import until

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / "docs" / "guarantees.json"
ROWS = ["kill", "kill_static", "failpoints", "sigterm", "zombie", "broker_killed", "doubled", "poison", "storm",
        "sizes", "hung_transaction", "late_replies", "overflow", "long_work", "broker_away", "versions",
        "restore", "full_log", "crash", "pause", "new_process", "disk_full", "unusable", "neighbors", "lost_offsets",
        "remade_topic", "restored_backup", "grown_partitions", "upgrade"]


# What the embedded broker can serve, small, in `make test`.
EMBEDDED = ["kill", "sigterm", "doubled", "poison", "restored_backup"]


class Bench:
    """What a row works with. `full` says whether it is to run in its full size."""

    def __init__(self, options, folder):
        self.options, self.folder = options, pathlib.Path(folder)
        self.embedded = not options.broker
        self.full = options.scale == "full" and not self.embedded
        self.broker, self.broker_process = options.broker, None
        self.rebuilds = True
        self.repeats = self.embedded  # Whether work may have been done twice under the same ids.
        self.excused = set()  # Counts that a row makes meaningless, as it deletes what they are counted from.
        self.afterwards = None  # A check of the row's own, called with this and the records.
        self.patience = 90  # Seconds that a row's end may take.
        self.pipelines, self.loads, self.lag, self.figures, self.found = [], [], None, {}, oracle.Findings()

    # The broker.

    def begin(self):
        """Starts the embedded broker, or empties the one that is there: either way nothing is kept."""
        if self.broker_process:
            self.broker_process.kill()
            self.broker_process.wait()
        if self.embedded:
            address = self.folder / "address"
            address.unlink(missing_ok=True)
            self.broker_process = subprocess.Popen(
                [self.program("offer-broker"), "--address-file", address], stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
            until(lambda: address.exists() and address.read_text().strip(), 30, "the embedded broker's address")
            self.broker = address.read_text().strip()
        else:
            self.shell(self.options.broker_start)
            self.make_topics()

    def make_topics(self):
        from confluent_kafka.admin import AdminClient
        admin = AdminClient({"bootstrap.servers": self.broker})
        # A topic takes its groups' offsets along when it is dropped, but not of a group that the broker is still loading.
        for group in lag.GROUPS:
            until(lambda: self.answers_for(group), 60, f"the broker has loaded {group}")
        for _ in range(3):
            old = [name for name in admin.list_topics(timeout=30).topics if name.startswith("offers.")]
            if not old:
                break
            for future in admin.delete_topics(old, operation_timeout=30).values():
                future.exception()
            time.sleep(1)
        self.offerctl("topics", "apply")
        time.sleep(1)

    def answers_for(self, group):
        from confluent_kafka import KafkaException
        try:
            return bool(self.committed(group))
        except KafkaException:
            return False

    def trace(self, words):
        """For whoever watches; with the load of the machine, which the times are to be read by."""
        print(f"       {time.strftime('%H:%M:%S')} load {os.getloadavg()[0]:.0f}: {words}", flush=True)

    def shell(self, command):
        if command:
            subprocess.run(["/bin/bash", "-c", command], check=True, stdout=subprocess.DEVNULL)

    def program(self, name):
        return pathlib.Path(self.options.programs) / name

    # What rows use.

    def offerctl(self, *words):
        """Runs offerctl; returns what it printed. Throws where it fails."""
        run = subprocess.run([self.program("offerctl"), *map(str, words), "--broker", self.broker, "--timeout", "60"],
                             capture_output=True, text=True)
        if run.returncode != 0:
            raise RuntimeError(f"offerctl {' '.join(map(str, words))} ended with {run.returncode}: {run.stderr.strip()}")
        return run.stdout

    def pipeline(self, **options):
        """Starts all workers; `options` as `pipeline.Pipeline` takes them."""
        delivery = "at-least-once" if self.embedded else "exactly-once"
        made = pipeline.Pipeline(options.pop("broker", self.broker), self.folder / f"pipeline-{len(self.pipelines)}",
                         options.pop("programs", self.options.programs), delivery, groups=self.options.groups,
                         **options)
        self.pipelines.append(made)
        made.start()
        if not self.lag and not self.embedded:
            self.lag = lag.Lag(self.broker)
        return made

    def load(self, **options):
        self.loads.append(load.Load(options.pop("broker", self.broker), **options))
        return self.loads[-1]

    def members(self, group):
        """How many members the broker counts in a group, of either protocol."""
        return next(json.loads(line)["members"] for line in self.offerctl("lag", "--json").splitlines()
                    if json.loads(line)["group"] == group)

    def member_ids(self, group):
        """The names that the broker gave the members of a classic group when they joined: who rejoins after a loss gets a
        new one."""
        from confluent_kafka.admin import AdminClient
        groups = AdminClient({"bootstrap.servers": self.broker}).list_groups(group, timeout=10)
        return {member.id for found in groups if found.id == group for member in found.members}

    def committed(self, stage):
        """How far the group of a stage has come, by partition."""
        from confluent_kafka import Consumer, TopicPartition
        asking = Consumer({"bootstrap.servers": self.broker, "group.id": stage})
        places = [TopicPartition("offers.stage." + stage, number) for number in range(8)]
        return [place.offset for place in asking.committed(places, timeout=10)]

    def map_of(self, group, topic, partition):
        """The offset that a group has committed, its metadata, and the end of the partition."""
        from confluent_kafka import Consumer, TopicPartition
        base, metadata = offsets.committed(self.broker, group, topic, partition)
        asking = Consumer({"bootstrap.servers": self.broker, "group.id": "faults-lag"})
        return base, metadata, asking.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)[1]

    def expect(self, holds, count, words):
        """A finding of the row's own."""
        if not holds:
            self.found.setdefault(count, []).append(words)

    def judge(self, keep=None):
        """Stops everything, reads the topics and counts."""
        drained = [made.drain(self.patience) for made in self.loads]
        for made in self.loads:
            made.close()
        if self.lag:
            self.expect(self.lag.settle(self.patience), "lost", "some group did not come to its end")
            self.lag.stop()
        for made in self.pipelines:
            for words in made.stop():
                self.found.setdefault("ends other than 0", []).append(words)
        run = records.read(self.broker)
        if keep:
            records.save(run, keep)
        if self.afterwards:
            self.afterwards(self, run)
        judging = oracle.Oracle([record for record in run if not is_filler(record)], at_least_once=self.repeats)
        for name, found in judging.judge().items():
            self.found[name] += [] if name in self.excused else found
        if self.rebuilds and not self.embedded:
            self.found["rows not byte for byte"] = self.rebuilt()
        if self.lag:
            self.found["standing partitions"] += self.lag.standing(run)
        if None in drained:
            self.found["lost"] += [f"{offer} had not ended in time" for made in self.loads for offer in made.open()]
        self.figures = {"submissions": judging.tally.get("submissions", 0), **self.figures}
        return {name: len(found) for name, found in self.found.items()}

    def rebuilt(self):
        """What offerctl finds when it makes every row anew from the topics."""
        words = [self.program("offerctl"), "rebuild", "--json", "--broker", self.broker, "--timeout", "120"]
        said = subprocess.run(words, capture_output=True, text=True).stdout.splitlines()
        if len(said) < len(self.loads[0].published):
            return [f"offerctl rebuild told of {len(said)} offers only"]
        return [words for words in said if json.loads(words)["result"] != "same"]

    def end(self):
        for made in self.loads:
            made.going = False
        for made in self.pipelines:
            if made.watching.is_set():
                made.stop()
        if self.broker_process:
            self.broker_process.terminate()
            self.broker_process.wait(10)


def is_filler(record):
    """Of an offer that only makes a table large."""
    return (record.key or "").startswith("filler/")


def run_row(name, options):
    row = importlib.import_module("rows." + name)
    missing = [word for word in getattr(row, "NEEDS", ()) if not getattr(options, word)]
    if missing:
        print(f"left out {name}: needs {', '.join('--' + word.replace('_', '-') for word in missing)}", flush=True)
        return None
    if unfit := getattr(row, "unfit", lambda options: None)(options):
        print(f"left out {name}: {unfit}", flush=True)
        return None
    folder = tempfile.mkdtemp(prefix=f"faults-{name}-")
    bench, began = Bench(options, folder), time.monotonic()
    try:
        bench.begin()
        row.run(bench)
        counts = bench.judge(options.keep)
    except Exception as error:
        bench.figures["went wrong"] = f"{type(error).__name__}: {error}"
        counts = {"row not finished": 1}
        bench.found["row not finished"] = [f"{type(error).__name__}: {error}"]
    finally:
        bench.end()
    result = {"row": name, "fault": row.FAULT, "scale": options.scale if options.broker else "embedded",
              "figures": bench.figures, "counts": counts, "seconds": round(time.monotonic() - began),
              "load": round(os.getloadavg()[1])}
    bad = {count: number for count, number in counts.items() if number}
    figures = ", ".join(f"{value} {key}" for key, value in bench.figures.items())
    print(f"{'FAILED' if bad else 'ok':6} {name:20} {figures}; {bad or 'all counts 0'}; {result['seconds']} s", flush=True)
    for count in bad:
        print(*(f"       {count}: {words[:400]}" for words in bench.found[count][:5]), sep="\n", flush=True)
    if bad:
        print(f"       logs and data: {folder}", flush=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return result


def keep(result):
    kept = {row["row"]: row for row in json.loads(RESULTS.read_text())} if RESULTS.exists() else {}
    kept[result["row"]] = result
    RESULTS.write_text(json.dumps([kept[name] for name in ROWS if name in kept], indent=1) + "\n")
    report.write()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--broker", default=os.environ.get("BROKER") or None)
    arguments.add_argument("--row", default=os.environ.get("ROW") or "")
    arguments.add_argument("--scale", default=os.environ.get("SCALE") or "full", choices=["small", "full"])
    arguments.add_argument("--programs", default=str(ROOT / ".build/release"))
    arguments.add_argument("--older-programs", default=os.environ.get("OLDER_PROGRAMS") or "",
                           help="programs of an older build, for the row that upgrades")
    arguments.add_argument("--groups", default=os.environ.get("GROUP_PROTOCOL") or "classic", choices=["classic", "consumer", "mixed"],
                           help="the workers' group protocol; consumer is that of KIP-848, mixed has both in each group")
    arguments.add_argument("--write", action="store_true", help="keep the results in docs/guarantees.json")
    arguments.add_argument("--keep", help="file for the records of the (last) row")
    arguments.add_argument("--seconds", type=int, help="length of the rows that have one, instead of their own")
    for word in ("start", "stop", "kill", "logs"):
        arguments.add_argument("--broker-" + word, default=os.environ.get("BROKER_" + word.upper()) or "")
    options = arguments.parse_args()
    options.programs = pathlib.Path(options.programs).resolve()
    options.older_programs = options.older_programs and pathlib.Path(options.older_programs).resolve()
    rows = [name for name in options.row.split(",") if name] or (ROWS if options.broker else EMBEDDED)
    results = []
    for name in rows:
        if result := run_row(name, options):
            results.append(result)
            if options.write:  # At once: a run of an hour may be cut short.
                keep(result)
    raise SystemExit(any(number for row in results for number in row["counts"].values()))


if __name__ == "__main__":
    main()
