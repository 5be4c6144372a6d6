"""The disk that the workers log to is full: what they would say is lost, and they go on."""

FAULT = "full log disk at every worker"


def run(bench):
    count = 1000 if bench.full else 60
    pipeline = bench.pipeline(log="/dev/full", settings={"OFFERS_LOG_LEVEL": "debug"})
    load = bench.load()
    load.run(count, 100)
    load.drain(60)
    bench.expect(not pipeline.exits, "ends other than 0", f"{dict(pipeline.exits)}")
