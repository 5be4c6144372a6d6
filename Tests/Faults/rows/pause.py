"""Pauses of a stage, of the pipeline and of offers, by offerctl, under load and with kills: what is paused begins nothing and
keeps its membership, also over max.poll.interval.ms and restarts; what was paused is done once when it goes on."""

import random
import subprocess
import time

import records
from pipeline import STAGES
from waiting import until

FAULT = "pause and resume of a stage, the pipeline and offers, with kills"
HOLD = 20  # Longer than three sessions and two poll intervals.
SETTLE = 4  # What had begun is done by then.
OF_WORKERS = {"step-completed", "preview-ready", "step-blocked"}


def run(bench):
    pipeline = bench.pipeline(settings={"KAFKA_CLIENT_MAX_POLL_INTERVAL_MS": "10000"})
    bench.held = []  # Of each pause: which one, what was committed at its beginning, and at its end.
    load, chance = bench.load(), random.Random(9)
    end = load.keep_on(20)
    try:
        load.wait_for(50, 60)
        slowest = 0
        for words, stages in ((["--stage", "certify"], ["certify"]), (["--pipeline"], STAGES)):
            offerctl(bench, "pause", *words)
            time.sleep(SETTLE)
            hold(bench, pipeline, stages)
            before = set(load.published)
            offerctl(bench, "resume", *words)
            slowest = max(slowest, catch_up(bench, load, before))
        slowest = max(slowest, pause_offers(bench, pipeline, load, chance))
    finally:
        end()
    load.drain(60)
    bench.figures |= {"s paused": HOLD, "longest s to catch up": round(slowest, 1)}
    bench.afterwards = check


def hold(bench, pipeline, stages):
    """Over the pause: no record is finished and nobody leaves; then one of the paused is killed, and stays paused."""
    at, who = committed(bench, stages), {stage: bench.member_ids(stage) for stage in stages}
    exits = sum(pipeline.exits.values())
    time.sleep(HOLD)
    bench.held.append((f"{stages}", at, committed(bench, stages)))
    bench.expect({stage: bench.member_ids(stage) for stage in stages} == who, "members lost", f"{stages}")
    bench.expect(sum(pipeline.exits.values()) == exits, "ends other than 0", f"{dict(pipeline.exits)}")
    for name in (stages[0], "offer-coordinator"):
        pipeline.of(name)[0].kill()
    until(lambda: bench.member_ids(stages[0]).isdisjoint(who[stages[0]]) and bench.members(stages[0]) == 1, 30, "it is back")
    time.sleep(SETTLE)
    bench.held.append((f"{stages[0]} after its restart", at, committed(bench, stages)))


def pause_offers(bench, pipeline, load, chance):
    """Offers that stand before a stage when they are paused: when the stage goes on, theirs go back to the coordinator."""
    offerctl(bench, "pause", "--stage", "package")
    time.sleep(SETTLE)
    young = sorted(load.open(), key=load.published.get)[-60:-20]
    paused = chance.sample(young, min(20, len(young)))
    for offer in paused:
        offerctl(bench, "pause", offer)
    offerctl(bench, "resume", "--stage", "package")
    time.sleep(SETTLE)
    for name in ("offer-coordinator", "certify", "package"):
        pipeline.of(name)[0].kill()
    time.sleep(HOLD)
    bench.figures["offers paused"] = len(paused)
    before = set(load.published)
    for offer in paused:
        offerctl(bench, "resume", offer)
    return catch_up(bench, load, before)


def catch_up(bench, load, before):
    began = time.monotonic()
    bench.expect(until(lambda: not before & set(load.open()), 60, "", strict=False), "lost", "not caught up after a pause")
    return time.monotonic() - began


def committed(bench, stages):
    """What the groups of the stages have committed."""
    return {stage: bench.committed(stage) for stage in stages}


def offerctl(bench, *words):
    said = subprocess.run([bench.program("offerctl"), *words, "--broker", bench.broker, "--timeout", "30"],
                          capture_output=True, text=True)
    # An offer may have ended in the meantime, and be refused its pause: that is an answer.
    if said.returncode != 0 and "/" not in words[-1]:
        raise RuntimeError(f"offerctl {' '.join(words)}: {said.returncode} {said.stderr}")


def check(bench, run):
    """No record lies between what a group had committed at the beginning of a pause and at its end: an idle worker moves its
    offsets past the markers of transactions, which are not records. In the history of an offer, nothing that a worker did
    comes between its pause and the end of it."""
    places = {(record.topic, record.partition, record.offset) for record in run}
    for words, before, after in bench.held:
        done = [(stage, number, offset) for stage in before for number in range(8)
                for offset in range(max(before[stage][number], 0), after[stage][number])
                if ("offers.stage." + stage, number, offset) in places]
        bench.expect(not done, "worked on while paused", f"{words}: {done[:5]}")
    since = {}
    for record in sorted((r for r in run if r.topic == "offers.history"), key=lambda r: (r.partition, r.offset)):
        entry = records.entry(record.json())
        if entry["kind"] == "paused":
            since[entry["offer"]] = record.time
        elif entry["kind"] in ("resumed", "step-resumed", "canceled"):
            since.pop(entry["offer"], None)
        elif entry["kind"] in OF_WORKERS and entry["by"]["kind"] == "system":
            late = record.time - since.get(entry["offer"], record.time)
            bench.expect(late <= 1000 * SETTLE, "worked on while paused", f"{entry['id']} {late} ms after the pause")
    back = bench.figures["steps returned"] = sum(
        record.topic == "offers.outcomes" and '"code":"paused"' in (record.value or "") for record in run)
    bench.expect(back, "no step was returned", "no paused offer was before a stage")
