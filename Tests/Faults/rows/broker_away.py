"""The broker is away for minutes, half of the workers being static members: nobody stays stuck, nobody floods the log,
nobody grows."""

import time

FAULT = "broker away 5 minutes (half of the workers static)"
NEEDS = ("broker_start", "broker_stop")


def run(bench):
    away = bench.options.seconds or (300 if bench.full else 60)
    pipeline, load = bench.pipeline(mixed=True), bench.load()
    load.run(400, 40)
    load.drain(60)
    memory = {worker: worker.memory() for worker in pipeline.workers}
    said = {worker: worker.log.read_text().count("\n") for worker in pipeline.workers}
    bench.shell(bench.options.broker_stop)
    publishing = load.start(200, 10, first=400)
    time.sleep(away)
    grown = max(worker.memory() - memory[worker] for worker in pipeline.workers if worker.runs)
    lines = max((worker.log.read_text().count("\n") - said[worker]) / away for worker in pipeline.workers)
    bench.shell(bench.options.broker_start)
    back = time.monotonic()
    publishing.join()
    bench.expect(load.drain(120) is not None, "lost", "not drained")
    drained = time.monotonic() - back
    bench.expect(drained <= 60, "stuck", f"{drained:.0f} s to drain after its return")
    bench.expect(grown <= 32, "grown", f"{grown:.0f} MB")
    # The client logs most lines in the first minute, when it tries its connections again after less than ten seconds.
    bench.expect(lines <= (1 if bench.full else 2), "floods of the log", f"{lines:.1f} lines a second")
    bench.figures |= {"s away": away, "MB grown at most": round(grown, 1), "lines a second at most": round(lines, 2),
                      "s to drain": round(drained, 1), "restarts": sum(pipeline.exits.values())}
