"""Work that kills its process every time: after three tries, counted over restarts, the record is a dead letter, its step
is blocked, and its neighbours go on. Work that never returns is cut off, tried again and blocked."""

FAULT = "work that crashes every time; work that never returns"


def run(bench):
    count = 1000 if bench.full else 200
    line = bench.line(settings={"OFFERS_WORK_TIMEOUT_S": "3"})
    load = bench.load(mix={"ok": 94, "crash-certify": 1, "crash-provision-preview": 1, "hang-package": 1})
    load.run(count, 20)
    load.drain(240)
    words = [offer.split("/")[1].split("-")[0] for offer in load.published]
    bench.figures |= {"crashing": words.count("crash"), "hanging": words.count("hang"), "crashes": line.exits[-9]}
