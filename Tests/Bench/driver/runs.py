"""One run of each kind, for each side: the line's own programs and the bare ones in C++. A run returns a flat dictionary."""

import pathlib
import signal
import time

from machine import BUILT, ROOT, SWIFT, Program

STAGES = ["validate-prerequisites", "certify", "provision-preview", "package", "provision-production", "go-live"]
PROFILES = ROOT / "Tests" / "Bench" / "profiles"
TOPICS = ["offers.commands"] + ["offers.stage." + name for name in (
    STAGES + ["validate-test-drive", "publisher-sign-off"])] + ["offers." + name for name in (
    "outcomes", "status", "history", "awaiting-sign-off", "blocked", "preview", "catalogue", "notifications",
    "support-tickets", "dead-letters")]


def stage_topic(name):
    return "offers.stage." + name


def our_stage(broker, stage, *options, **environment):
    return Program(
        [SWIFT / "bench-stage", "--broker", broker.address, "--delivery", broker.delivery, *options],
        {"OFFERS_BENCH_STAGE": stage, **environment}, f"ours-{stage}")


def bare_stage(broker, stage, following, *options):
    return Program(
        [BUILT / "limit", "stage", "--broker", broker.address, "--delivery", broker.delivery, "--group", stage,
         "--in", stage_topic(stage), "--out", stage_topic(following) if following else "",
         "--outcomes", "offers.outcomes", *options], name=f"bare-{stage}")


def our_coordinator(broker, *options):
    return Program(
        [SWIFT / "offer-coordinator", "--broker", broker.address, "--delivery", broker.delivery,
         "--profiles", PROFILES, *options], name="ours-coordinator")


def bare_tracker(broker):
    return Program(
        [BUILT / "limit", "tracker", "--broker", broker.address, "--delivery", broker.delivery, "--group",
         "offer-coordinator", "--in", "offers.outcomes", "--commands", "offers.commands", "--first",
         stage_topic(STAGES[0]), "--status", "offers.status", "--history", "offers.history"], name="bare-tracker")


def peer(broker, kind, role, **options):
    """A Python peer; None where its packages could not be installed."""
    python = BUILT / "venv" / "bin" / "python"
    script = ROOT / "Tests" / "Bench" / "peers" / f"{kind}.py"
    words = [python, script, role, "--broker", broker.address]
    for name, value in options.items():
        words += ["--" + name, value]
    return Program(words, name=f"{kind}-{options.get('stage', role)}")


def make_stage(broker, side, stage, following, *options):
    if side == "ours":
        return our_stage(broker, stage, *options)
    if side == "bare":
        return bare_stage(broker, stage, following, *options)
    return peer(broker, side, "stage", stage=stage, following=following or "-")


def make_tracker(broker, side):
    if side == "ours":
        return our_coordinator(broker)
    if side == "bare":
        return bare_tracker(broker)
    return peer(broker, side, "tracker")


def settle(program, quiet=0.02):
    """Waits until a program that has nothing to do has done all it does at its start; returns the time used so far."""
    before = program.processor()
    for _ in range(100):
        time.sleep(0.5)
        program.check()
        now = program.processor()
        if now - before < quiet:
            return now
        before = now
    return before


def reset(broker):
    if broker.delivery == "at-least-once":
        return  # The embedded broker makes its topics itself; groups go on where they were.
    broker.tool("topics", names=",".join(TOPICS), partitions=8)
    time.sleep(1.5)  # Leaders settle.


def worker(broker, side, count):
    """`count` slips wait; one worker does them. Start cost is what a worker without records uses, measured apart."""
    reset(broker)
    broker.tool("fill", topic=stage_topic("certify"), form="slip", count=count, stage="certify", next="package")
    program = make_stage(broker, side, "certify", "package")
    begun = time.monotonic()
    broker.tool("await", group="certify", topic=stage_topic("certify"), timeout=600)
    seconds = time.monotonic() - begun
    used = program.processor()
    settled, peak = program.memory()
    program.stop()
    return {"seconds": seconds, "us_a_record": (used - start_cost(broker, side)) / count * 1e6,
            "records_a_second": count / seconds, "memory_mb": settled, "peak_mb": peak}


START = {}


def start_cost(broker, side):
    """Processor seconds that a worker takes to start and join, once a side."""
    if side not in START:
        reset(broker)
        program = make_stage(broker, side, "certify", "package")
        time.sleep(3)
        START[side] = settle(program)
        program.stop()
    return START[side]


def chain(broker, side, count):
    """`count` commands through six stages, tracked; processor time of all seven processes from the first command on."""
    reset(broker)
    programs = [make_tracker(broker, side)]
    for stage, following in zip(STAGES, STAGES[1:] + [None]):
        programs.append(make_stage(broker, side, stage, following))
    time.sleep(4)
    before = {program.name: settle(program) for program in programs}
    begun = time.monotonic()
    broker.tool("fill", topic="offers.commands", form="command", count=count)
    for group, topic in [("offer-coordinator", "offers.commands")] + [
            (stage, stage_topic(stage)) for stage in STAGES] + [("offer-coordinator", "offers.outcomes")]:
        broker.tool("await", group=group, topic=topic, timeout=900)
    seconds = time.monotonic() - begun
    used = {program.name: program.processor() - before[program.name] for program in programs}
    tracker = used[programs[0].name]
    memory = max(program.memory()[1] for program in programs[1:])
    for program in programs:
        program.check()
        program.stop()
    return {"seconds": seconds, "offers_a_second": count / seconds, "us_an_offer": sum(used.values()) / count * 1e6,
            "tracker_us": tracker / count * 1e6, "stages_us": (sum(used.values()) - tracker) / count * 1e6,
            "stage_peak_mb": memory}


def hop(broker, side, rate, count):
    """Latency from a record on one stage's topic to its successor on the next, at a steady rate."""
    reset(broker)
    program = make_stage(broker, side, "certify", "package")
    time.sleep(3)
    before = settle(program)
    broker.tool("hop", **{"in": stage_topic("certify")}, out=stage_topic("package"), stage="certify", next="package",
                rate=rate, count=50, **{"from": 10_000_000})
    before = program.processor()
    result = broker.tool("hop", **{"in": stage_topic("certify")}, out=stage_topic("package"), stage="certify",
                         next="package", rate=rate, count=count)
    result["us_a_record"] = (program.processor() - before) / count * 1e6
    program.stop()
    return result


def idle(broker, side, seconds):
    reset(broker)
    program = make_stage(broker, side, "certify", "package")
    time.sleep(3)
    before = settle(program)
    time.sleep(seconds)
    used = program.processor() - before
    memory = program.memory()[0]
    program.stop()
    return {"percent_of_a_core": used / seconds * 100, "memory_mb": memory}


def start(broker, side, killed=False):
    """Seconds from exec to the first commit; with `killed`, of a static member after kill -9 of its predecessor."""
    reset(broker)
    options = ["--instance", "one"] + (["--membership", "static"] if side == "ours" else [])
    broker.tool("fill", topic=stage_topic("certify"), form="slip", count=1, stage="certify", next="package")
    program = make_stage(broker, side, "certify", "package", *options)
    begun = program.began
    broker.tool("await", group="certify", topic=stage_topic("certify"), timeout=60)
    if killed:
        program.stop(signal.SIGKILL)
        broker.tool("fill", topic=stage_topic("certify"), form="slip", count=1, stage="certify", next="package",
                    **{"from": 1})
        program = make_stage(broker, side, "certify", "package", *options)
        begun = program.began
        broker.tool("await", group="certify", topic=stage_topic("certify"), timeout=60)
    seconds = time.monotonic() - begun
    program.stop()
    return {"seconds": seconds}
