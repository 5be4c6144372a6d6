"""Work that takes far longer than max.poll.interval.ms: the worker keeps its membership, its neighbors go on, and the
work is done once."""

from waiting import until

FAULT = "work longer than `max.poll.interval.ms`"


def run(bench):
    settings = {"KAFKA_CLIENT_MAX_POLL_INTERVAL_MS": "10000", "OFFERS_FAULT_SLOW_MS": "45000"}
    pipeline = bench.pipeline(settings=settings)
    load = bench.load(mix={"ok": 10, "slow-certify": 1, "slow-package": 1})
    load.run(600 if bench.full else 100, 20)
    members = {name: bench.members(name) for name in ("certify", "package")}
    load.drain(180)
    bench.expect(all(count == 1 for count in members.values()), "members lost", f"{members}")
    bench.expect(not pipeline.exits, "ends other than 0", f"{dict(pipeline.exits)}")
    bench.figures |= {"slow": sum("slow" in offer for offer in load.published), "s of work": 45}
