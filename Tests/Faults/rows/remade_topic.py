"""A topic is deleted and made again under the running workers, and grows beyond where it was: every submission passes."""

import time

import offsets

FAULT = "a stage's topic deleted and made again under its workers"
TOPIC = "offers.stage.certify"


def run(bench):
    from confluent_kafka.admin import AdminClient, NewTopic
    pipeline, load = bench.pipeline(), bench.load(mix={"ok": 1}, cancels=0)
    load.run(40, 20)
    load.drain(60)
    bench.expect(bench.lag.settle(60), "lost", "some group did not come to its end")
    bench.lag.stop()
    bench.lag = None
    bench.excused = {"torn transactions"}
    admin = AdminClient({"bootstrap.servers": bench.broker})
    place = offsets.home("faults/ok-0")
    number, most = 1000, 30
    for round in range(2):
        if round == 1:  # Once more with the worker away: only what the commit says of its log can tell.
            pipeline.of("certify")[0].stop()
        admin.delete_topics([TOPIC], operation_timeout=30)[TOPIC].result(30)
        time.sleep(3)
        admin.create_topics([NewTopic(TOPIC, 8, 1, config={"retention.ms": str(90 * 86_400_000)})])[TOPIC].result(30)
        time.sleep(2)
        sent = 0
        while sent < most * (round + 1):
            if offsets.home(f"faults/ok-{number}") == place:
                load.publish(number, "ok")
                sent += 1
            number += 1
        if round == 1:
            time.sleep(10)
            pipeline.of("certify")[0].start()
        load.drain(120)
    said = pipeline.of("certify")[0].said("another log") or any(worker.said("made again") for worker in pipeline.of("certify"))
    bench.expect(said, "not told", "the worker says nothing of the other log")
    bench.figures |= {"topics made again": 2, "ends of certify": len(pipeline.of("certify")[0].exits)}
