"""One run of each kind, for each side: our programs, the bare ones in C++, the peers. A run returns its figures."""

import pathlib
import re
import signal
import subprocess
import time

from machine import BUILT, ROOT, SWIFT, Program

STAGES = ["validate-prerequisites", "certify", "provision-preview", "package", "provision-production", "go-live"]
PROFILES = ROOT / "Tests" / "Benchmarks" / "profiles"
# All topics of the pipeline, as the manifests, which are made from the code, declare them.
FOUND = re.findall(r"^  topicName: (offers\.\S+)|^  name: (offers\.\S+)", (
    ROOT / "deploy" / "kubernetes" / "topics.yaml").read_text(), re.MULTILINE)
TOPICS = sorted({name for pair in FOUND for name in pair if name})


# The stage that is measured alone: its step has one before it and several behind it.
STAGE, FOLLOWING = "certify", "provision-preview"


def stage_topic(name):
    return "offers.stage." + name


class BrokerShare:
    """The broker's processor time beside a run; nothing where the broker runs on another machine."""

    def __init__(self, broker):
        self.broker = broker
        self.before = broker.processor()

    def figures(self, count):
        return {"broker_us": (self.broker.processor() - self.before) / count * 1e6} if self.before else {}


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
    script = ROOT / "Tests" / "Benchmarks" / "peers" / f"{kind}.py"
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


def reset(broker, partitions=8):
    if broker.delivery == "at-least-once":
        return  # The embedded broker creates its topics itself; groups continue at their offsets.
    broker.tool("drop", names=",".join(TOPICS))
    subprocess.run([SWIFT / "offerctl", "topics", "apply", "--broker", broker.address, "--partitions", str(partitions)],
                   check=True, stdout=subprocess.DEVNULL)
    time.sleep(1.5)  # Leaders settle.


def worker(broker, side, count):
    """`count` steps wait; one worker does them. Start cost is what a worker without records uses, measured apart."""
    reset(broker)
    broker.tool("fill", topic=stage_topic(STAGE), form="step", count=count, stage=STAGE)
    beside = BrokerShare(broker)
    program = make_stage(broker, side, STAGE, FOLLOWING)
    begun = time.monotonic()
    broker.tool("await", [program], group=STAGE, topic=stage_topic(STAGE), timeout=600)
    seconds = time.monotonic() - begun
    used = program.processor()
    share = beside.figures(count)
    settled, peak = program.memory()
    program.stop()
    return {"seconds": seconds, "us_a_record": (used - start_cost(broker, side)) / count * 1e6,
            "records_a_second": count / seconds, "memory_mb": settled, "peak_mb": peak, **share}


START = {}


def start_cost(broker, side):
    """Processor seconds that a worker takes to start and join, once a side."""
    if side not in START:
        reset(broker)
        program = make_stage(broker, side, STAGE, FOLLOWING)
        time.sleep(3)
        START[side] = settle(program)
        program.stop()
    return START[side]


def chain(broker, side, count):
    """`count` commands through six stages, tracked; processor time of all seven processes from the first command on,
    and of the broker, which also serves the writing of the commands."""
    reset(broker)
    programs = [make_tracker(broker, side)]
    for stage, following in zip(STAGES, STAGES[1:] + [None]):
        programs.append(make_stage(broker, side, stage, following))
    time.sleep(4)
    before = {program.name: settle(program) for program in programs}
    beside = BrokerShare(broker)
    begun = time.monotonic()
    broker.tool("fill", topic="offers.commands", form="command", count=count)
    for group, topic in [("offer-coordinator", "offers.commands")] + [
            (stage, stage_topic(stage)) for stage in STAGES] + [("offer-coordinator", "offers.outcomes")]:
        broker.tool("await", programs, group=group, topic=topic, timeout=900)
    seconds = time.monotonic() - begun
    used = {program.name: program.processor() - before[program.name] for program in programs}
    share = beside.figures(count)
    tracker = used[programs[0].name]
    memory = max(program.memory()[1] for program in programs[1:])
    for program in programs:
        program.check()
        program.stop()
    return {"seconds": seconds, "offers_a_second": count / seconds, "us_an_offer": sum(used.values()) / count * 1e6,
            "tracker_us": tracker / count * 1e6, "stages_us": (sum(used.values()) - tracker) / count * 1e6,
            "stage_peak_mb": memory, **share}


def sizes(broker, side, count):
    """Bytes that an offer leaves on each topic, keys included, and the mean value of each kind of record; of a
    scheduled step what it has beyond the offer document."""
    chain(broker, side, count)
    found = broker.tool("sizes", names=",".join(TOPICS))
    topics = {name: {"records": topic["records"] / count, "bytes": (topic["value_bytes"] + topic["key_bytes"]) / count}
              for name, topic in found.items() if topic["records"]}
    steps = [found[stage_topic(stage)] for stage in STAGES]

    def mean(*kind):
        return sum(topic["value_bytes"] for topic in kind) / max(1, sum(topic["records"] for topic in kind))

    return {"topics": topics, "bytes_an_offer": sum(topic["bytes"] for topic in topics.values()),
            "row_bytes": mean(found["offers.status"]), "entry_bytes": mean(found["offers.history"]),
            "step_bytes": mean(*steps) - mean(found["offers.commands"]),
            "outcome_bytes": mean(found["offers.outcomes"])}


def hop(broker, side, rate, count):
    """Latency from a record on one stage's topic to its successor on the next, at a steady rate."""
    reset(broker)
    program = make_stage(broker, side, STAGE, FOLLOWING)
    time.sleep(3)
    before = settle(program)
    broker.tool("hop", [program], **{"in": stage_topic(STAGE)}, out=stage_topic(FOLLOWING), stage=STAGE,
                rate=rate, count=50, **{"from": 10_000_000})
    before = program.processor()
    result = broker.tool("hop", [program], **{"in": stage_topic(STAGE)}, out=stage_topic(FOLLOWING), stage=STAGE,
                         rate=rate, count=count)
    result["us_a_record"] = (program.processor() - before) / count * 1e6
    program.stop()
    return result


def idle(broker, side, seconds):
    reset(broker)
    program = make_stage(broker, side, STAGE, FOLLOWING)
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
    broker.tool("fill", topic=stage_topic(STAGE), form="step", count=1, stage=STAGE)
    program = make_stage(broker, side, STAGE, FOLLOWING, *options)
    begun = program.began
    broker.tool("await", [program], group=STAGE, topic=stage_topic(STAGE), timeout=60)
    if killed:
        program.stop(signal.SIGKILL)
        broker.tool("fill", topic=stage_topic(STAGE), form="step", count=1, stage=STAGE, **{"from": 1})
        program = make_stage(broker, side, STAGE, FOLLOWING, *options)
        begun = program.began
        broker.tool("await", [program], group=STAGE, topic=stage_topic(STAGE), timeout=60)
    seconds = time.monotonic() - begun
    program.stop()
    return {"seconds": seconds}


def restore(broker, side, count):
    """The coordinator comes back with `count` rows; the bare consumer reads the same topic into a map."""
    if side == "bare":
        begun = time.monotonic()
        program = Program([BUILT / "limit", "restore", "--broker", broker.address, "--topic", "offers.status",
                           "--wait", "60"], name="bare-restore")
        seconds = await_line(program, '"rows"', 1) - begun
    else:
        begun = time.monotonic()
        program = our_coordinator(broker)
        seconds = await_line(program, '"message":"restored"', 8) - begun
    used = program.processor()
    time.sleep(3)  # What the client fetched ahead is freed.
    settled, peak = program.memory()
    program.stop()
    bytes_a_row = ROWS["bytes_a_row"]
    return {"seconds": seconds, "processor_seconds": used, "settled_mb": settled, "peak_mb": peak,
            "peak_share": peak / settled, "above_row_bytes": settled * 2**20 / count - bytes_a_row}


ROWS = {}


def fill_rows(broker, count):
    reset(broker)
    ROWS.update(broker.tool("rows", topic="offers.status", count=count))


def await_line(program, text, times, timeout=600):
    """The time when the program has written this so many times."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if pathlib.Path(program.log.name).read_text().count(text) >= times:
            return time.monotonic()
        program.check()
        time.sleep(0.02)
    raise SystemExit(f"{program.name} has not written {text} in time")


def waits(broker, side, count, at_once=256, milliseconds=50):
    """Work of one publisher, which has half of the tasks, that only waits, on one partition; `hangs`: one offer's work never ends. Steady rate against the highest
    possible one, `at_once` in each wait."""
    reset(broker, partitions=1)
    options = ["--concurrency", 2 * at_once, "--bench-wait-ms", milliseconds]
    options += ["--bench-hang", "bench/offer-000007"] if side == "hangs" else []
    program = our_stage(broker, STAGE, *options)
    time.sleep(4)
    broker.tool("fill", topic=stage_topic(STAGE), form="step", count=count, stage=STAGE)
    answers = count - (1 if side == "hangs" else 0)
    rate = broker.tool("count", [program], topic="offers.outcomes", count=answers, partitions=1)["a_second"]
    program.check()
    program.stop(signal.SIGKILL)
    return {"offers_a_second": rate, "percent_of_most": rate / (at_once / milliseconds * 1000) * 100}


def steady(broker, count, slices):
    """Memory of one worker as `count` records go by: it must not grow."""
    reset(broker)
    program = our_stage(broker, STAGE)
    rows = []
    for done in range(1, slices + 1):
        share = count // slices
        broker.tool("fill", topic=stage_topic(STAGE), form="step", count=share, stage=STAGE,
                    **{"from": (done - 1) * share})
        broker.tool("await", [program], group=STAGE, topic=stage_topic(STAGE), timeout=600)
        rows.append({"records": done * share, "memory_mb": program.memory()[0]})
    program.stop()
    return rows
