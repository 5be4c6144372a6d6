"""SIGSTOP long enough for the group to give its work to another, then SIGCONT. With a replacement of the same name the
zombie is fenced and ends; without the name it has lost its partitions and joins anew. If it stopped in the middle of a
transaction, the broker has ended that, and the worker ends too and is started again."""

import signal
import time

from pipeline import Worker
from waiting import until

FAULT = "zombie: SIGSTOP with a replacement running, then SIGCONT"
NAMES = ["offer-coordinator", "publisher-sign-off", "certify", "package"]


def run(bench):
    stopped_for, count = (90, 4000) if bench.full else (20, 400)
    pipeline, load = bench.pipeline(instances={"provision-preview": 2}), bench.load()
    publishing = load.start(count, count / (stopped_for + 20))
    load.wait_for(50, 60)  # A process that is still starting is no zombie.
    time.sleep(8)
    zombies = [pipeline.of(name)[0] for name in NAMES]
    bystander = pipeline.of("provision-preview")[0]
    for zombie in zombies:
        zombie.wanted = False
    for worker in [*zombies, bystander]:
        worker.kill(signal.SIGSTOP)
    replacements = []
    for zombie in zombies:
        replacement = Worker(pipeline, zombie.name, zombie.number)
        replacement.log = pipeline.folder / f"{zombie.name}-replacement.log"
        replacement.start()
        pipeline.workers.append(replacement)
        replacements.append(replacement)
    time.sleep(stopped_for)
    for worker in [*zombies, bystander]:
        worker.kill(signal.SIGCONT)
    publishing.join()
    fenced = 0
    for zombie in zombies:
        ended = until(lambda: not zombie.runs, 60, f"{zombie.name} is fenced", strict=False)
        fenced += ended and zombie.process.returncode not in (0, None)
        pipeline.workers.remove(zombie)
        zombie.kill()
    returned = until(lambda: bystander.runs, 60, f"{bystander.name} runs", strict=False)
    bench.expect(returned, "zombies that did not come back", bystander.name)
    bench.expect(all(replacement.runs for replacement in replacements), "replacements lost", "a replacement ended")
    bench.figures |= {"zombies": len(zombies) + 1, "fenced": fenced, "stopped s": stopped_for}
