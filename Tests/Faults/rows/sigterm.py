"""SIGTERM under load: the worker commits what is finished, leaves its group and ends with 0."""

from waiting import until

FAULT = "SIGTERM under load"


def run(bench):
    times, count = (100, 4000) if bench.full else (10, 60)
    pipeline, load = bench.pipeline(), bench.load()
    publishing = load.start(count, 40)
    longest = 0
    for number in range(times):
        worker = pipeline.workers[number % len(pipeline.workers)]
        until(lambda: worker.runs and worker.hears, 30, f"{worker.name} runs")
        status, seconds = worker.stop()
        longest = max(longest, seconds)
        bench.expect(status == 0, "ends other than 0", f"{worker.name} ended with {status}")
        bench.expect(seconds <= 10, "slow ends", f"{worker.name} took {seconds:.1f} s")
        if not bench.embedded:  # The embedded broker does not tell.
            bench.expect(not bench.members(worker.name), "still in the group", worker.name)
        worker.start()
    publishing.join()
    bench.figures |= {"stops": times, "longest s": round(longest, 1)}
