"""Work that kills its process every time: after three tries, counted over restarts, the record is a dead letter, its step
is blocked, and its neighbors go on. Work that never returns is cut off, tried again and blocked."""

FAULT = "work that crashes every time; work that never returns"


def run(bench):
    count = 1000 if bench.full else 200
    pipeline = bench.pipeline(settings={"OFFERS_WORK_TIMEOUT_S": "3"})
    load = bench.load()
    # A crash costs its stage the session of the group: with more of them at once it would do nothing else.
    for number, word in enumerate(["crash-certify", "crash-provision-preview", "crash-package"] + ["hang-package"] * 4):
        load.publish(1_000_000 + number, word)
    load.run(count, 20)
    load.drain(240)
    words = [offer.split("/")[1].split("-")[0] for offer in load.published]
    bench.figures |= {"crashing": words.count("crash"), "hanging": words.count("hang"), "crashes": pipeline.exits[-9]}
