"""The cluster is lost in the middle of work, and a backup that was taken in the middle of work is restored into an empty
one: every submission that the backup knows goes on to its end. Publishers publish again what came after the backup."""

import time

import lag
import records
from waiting import until

FAULT = "cluster lost under load, restored from a backup that was taken under load"


def run(bench):
    count = 400 if bench.full else 60
    bench.repeats = True  # What happened in the moment of the backup may be done twice.
    # Nobody decides otherwise the second time, when a decision was lost.
    pipeline, load = bench.pipeline(), bench.load(cancels=0)
    publishing = load.start(count, 20)
    load.wait_for(count // 4, 120)
    at_work = len(load.open())
    folder = bench.folder / "backup"
    bench.offerctl("backup", folder)
    publishing.join()
    load.run(count // 4, 20, first=1000)
    lose(bench, pipeline, load)
    if not bench.embedded:  # That one is another process, which never had these groups.
        # The groups were another cluster's; here the broker must find out first that nobody is left in them.
        until(lambda: not any(bench.members(group) for group in lag.GROUPS), 60, "the groups have no members")
    bench.offerctl("restore", folder)
    kept = {record.key for record in records.read(bench.broker, ["offers.commands", "offers.status"])}
    again = bench.load(cancels=0)
    lost = [offer for offer in load.published if offer not in kept]
    again.published = {offer: time.monotonic() for offer in load.published if offer in kept}
    bench.pipeline()
    for offer in lost:
        word, number = offer.split("/")[1].rsplit("-", 1)
        again.publish(int(number), word)
    again.drain(bench.patience)
    bench.figures |= {"at work": at_work, "published again": len(lost)}
    bench.expect(at_work and lost, "row not finished", "the backup was not taken in the middle of work")


def lose(bench, pipeline, load):
    """Nothing is left of the cluster: no record and no committed offset."""
    pipeline.watching.clear()
    for worker in pipeline.workers:
        worker.wanted = False
        worker.kill()
    until(lambda: not any(worker.runs for worker in pipeline.workers), 20, "all workers are gone")
    bench.pipelines.remove(pipeline)
    load.close()
    bench.loads.remove(load)
    if bench.lag:
        bench.lag.stop()
        bench.lag = None
    bench.begin()
