"""Committed offsets disappear, as those of a group do that was without members for a week: the notifier continues where it
was, by its own positions."""

import offsets
from waiting import until

FAULT = "committed offsets of the notifier deleted"


def run(bench):
    pipeline, load = bench.pipeline(), bench.load()
    load.run(200 if bench.full else 60, 20)
    load.drain(120)
    notifier = pipeline.of("offer-notifier")[0]
    bench.expect(bench.lag.settle(60), "lost", "the notifier did not come to its end")
    for round in range(2):
        notifier.stop()
        until(lambda: offsets.delete_group(bench.broker, "offer-notifier") == 0, 60, "the group is deleted")
        notifier.start()
        load.run(50, 20, first=1000 * (round + 1))
        load.drain(60)
    bench.expect(notifier.said("as offers.positions says"), "not told", "the notifier says nothing of its offsets")
    bench.figures["deletions"] = 2
    bench.afterwards = check


def check(bench, run):
    mails = [record.headers.get("ce_id") for record in run if record.topic == "offers.notifications"]
    bench.expect(len(mails) == len(set(mails)), "mails twice", f"{len(mails)} mails, {len(set(mails))} different")
