"""Requests of transactions that come late, replies that come late or never: each worker speaks through a proxy."""

import proxy

FAULT = "late or lost EndTxn, AddOffsetsToTxn, TxnOffsetCommit"


def run(bench):
    seconds, count = (240, 5000) if bench.full else (60, 600)
    seconds = bench.options.seconds or seconds
    between = proxy.Proxy(bench.broker, chance=0.01, seconds=(1, 60))
    bench.pipeline(broker=between.address)
    load = bench.load()
    load.start(count, count / seconds).join()
    between.chance = 0
    load.drain(180)
    bench.figures |= {f"{what}s".replace("replys", "replies"): number for what, number in between.faults.items()}
