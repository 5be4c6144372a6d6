"""The profiles change while submissions are at sign-off and between stages, and the coordinator is killed: those go to their
end by the process that they began with, also when its file is gone, and new ones follow the new process."""

import json
import shutil

from pipeline import ROOT
from waiting import until

FAULT = "profiles replaced while submissions run"


def run(bench):
    profiles = bench.folder / "profiles"
    shutil.copytree(ROOT / "Tests/Faults/profiles", profiles)
    pipeline, load = bench.pipeline(settings={"OFFERS_PROFILES": str(profiles)}), bench.load(keep=["drive"])
    count = 600 if bench.full else 60
    load.run(count, 40)
    waiting = {offer for offer in load.published if offer.startswith("faults/drive")}
    until(lambda: load.ready >= waiting, 60, "the drives wait at sign-off")
    replace(profiles)
    coordinator = pipeline.of("offer-coordinator")[0]
    publishing = load.start(count, 40, first=1_000_000)
    for _ in range(3):
        load.wait_for(count // 6, 60)
        coordinator.kill()
    publishing.join()
    load.keep = ()
    for offer in sorted(load.ready - set(load.ended)):
        load.send("go-live", offer, f"{offer}/late")
    load.drain(120)
    bench.figures |= {"at sign-off meanwhile": len(waiting), "kills": 3}
    bench.afterwards = check


def replace(profiles):
    """`straight` loses a step and `gated` is called otherwise."""
    straight, gated = (json.loads((profiles / f"{name}.json").read_text()) for name in ("straight", "gated"))
    straight["steps"] = [step for step in straight["steps"] if step["stage"] != "package"]
    gated["title"]["en"] = "with a gate"
    for profile in (straight, gated):
        (profiles / f"{profile['name']}.json").write_text(json.dumps(profile))


def check(bench, run):
    """Both revisions of both stand on the topic."""
    names = sorted(record.key.split("@")[0] for record in run if record.topic == "offers.processes")
    bench.expect(names == ["gated"] * 2 + ["straight"] * 2, "processes", f"{names}")
