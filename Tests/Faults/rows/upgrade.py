"""A rolling upgrade between two builds, and its rollback: publishers publish all the time, and each worker is restarted with
the other build, one after another. Records of the newer build have members that the older one does not know."""

import json
import subprocess
import time

import pipeline

FAULT = "rolling upgrade between two builds, and rollback"
NEEDS = ("older_programs",)
# The records that workers exchange.
RECORDS = ["scheduled-step", "step-result", "status-record", "history-entry"]


def run(bench):
    newer, older = bench.options.programs, bench.options.older_programs
    added = members(newer) - members(older)
    bench.expect(added, "builds alike", "the records of both builds have the same members")
    made = bench.pipeline(programs=older, instances={name: 2 for name in pipeline.EVERYBODY})
    load = bench.load()
    end = load.keep_on(20 if bench.full else 5)
    time.sleep(10)
    rounds = 3 if bench.full else 1
    for programs in [newer, older] * rounds + [newer]:
        roll(bench, made, programs)
    end()
    # It makes rows as the newer build does; what is at rest since the older build was at work lacks members.
    bench.rebuilds = False
    bench.figures |= {"upgrades": rounds + 1, "rollbacks": rounds, "members added": len(added)}


def roll(bench, made, programs):
    """Restarts each worker. The first instance of all workers comes before the second, so that for half of the time both
    builds are at work in each group."""
    for worker in sorted(made.workers, key=lambda worker: worker.number):
        status, _ = worker.stop()
        bench.expect(status == 0, "ends other than 0", f"{worker.name}-{worker.number} ended with {status}")
        worker.programs = programs
        worker.start()
        time.sleep(1)
    bench.trace(f"all workers run from {programs}")


def members(programs):
    """The members of the records of a build, each with its path, from the build's own JSON Schemas."""
    found = set()
    for name in RECORDS:
        schema = subprocess.run([programs / "offerctl", "contracts", name], capture_output=True, text=True, check=True).stdout
        walk(json.loads(schema), name, found)
    return found


def walk(node, path, found):
    for name, inner in node.items():
        if name == "properties":
            for member, schema in inner.items():
                found.add(f"{path}/{member}")
                walk(schema, f"{path}/{member}", found)
        elif isinstance(inner, dict):
            walk(inner, path, found)
