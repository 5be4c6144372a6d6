"""Workers whose clocks are an hour wrong, each otherwise, and jump (libfaketime): nothing but due times moves."""

import glob
import random
import time

FAULT = "clocks an hour wrong, jumping"
LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"


def run(bench):
    seconds = 120 if bench.full else 30
    library = glob.glob(LIBRARY)
    if not library:
        raise RuntimeError("needs Debian's faketime")
    clocks = bench.folder / "clocks"
    clocks.mkdir()
    chance, jumps = random.Random(6), 0
    line = bench.line(settings={"LD_PRELOAD": library[0], "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
                                "FAKETIME_NO_CACHE": "1"}, clocks=clocks)
    load = bench.load()
    publishing = load.start(seconds * 20, 20)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(1)
        worker = chance.choice(line.workers)
        line.set_clock(worker, chance.choice([-3600, 3600, chance.randrange(-3600, 3600)]))
        jumps += 1
    publishing.join()
    load.drain(60)
    bench.expect(not line.exits, "ends other than 0", f"{dict(line.exits)}")
    bench.figures["jumps"] = jumps
