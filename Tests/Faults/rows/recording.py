"""No fault: a small run with one of each end, from which Tests/Faults/recorded is made."""

import time

FAULT = "none: a run to be recorded"


def run(bench):
    bench.pipeline()
    load = bench.load(keep=["drive-kept", "fault-certify"], seed=4, cancels=0.4)
    words = ["ok", "ok", "drive", "drive", "drive", "reject-certify", "fault-package", "fault-certify", "drive-kept", "ok"]
    for number, word in enumerate(words):
        load.publish(number, word)
    load.producer.produce("offers.commands", b"no event", None, partition=0)
    load.producer.produce("offers.stage.certify", b"no event", b"faults/ok-1", partition=0)
    load.drain(60)
    time.sleep(5)  # What is kept comes to its standstill.
