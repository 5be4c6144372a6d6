"""Somebody adds partitions: to the commands under the running workers, then to every topic. Rows would lie where their keys no
longer belong, so the coordinator names what is wrong and does not start, and no offer is begun a second time."""

from waiting import until

FAULT = "partitions added to one topic, then to all"


def run(bench):
    from confluent_kafka.admin import AdminClient, NewPartitions
    # What the client learns of the cluster within five minutes, within five seconds.
    pipeline = bench.pipeline(settings={"KAFKA_CLIENT_TOPIC_METADATA_REFRESH_INTERVAL_MS": "5000"})
    load = bench.load()
    load.run(200 if bench.full else 60, 20)
    load.drain(120)
    bench.expect(bench.lag.settle(60), "lost", "some group did not come to its end")
    admin = AdminClient({"bootstrap.servers": bench.broker})

    def grow(topics):
        for future in admin.create_partitions([NewPartitions(topic, 12) for topic in topics]).values():
            future.result(30)

    coordinator = pipeline.of("offer-coordinator")[0]
    grow(["offers.commands"])
    until(lambda: coordinator.said("offers.commands has more than the 8 partitions"), 120, "the coordinator names the topic")
    until(lambda: 64 in coordinator.exits, 30, "the coordinator does not start again")
    pipeline.stop()
    bench.pipelines.remove(pipeline)
    before = len(coordinator.exits)
    grow(topic for topic in admin.list_topics(timeout=30).topics if topic.startswith("offers.") and topic != "offers.commands")
    after = bench.pipeline()
    until(lambda: after.of("offer-coordinator")[0].exits, 60, "the coordinator ends")
    coordinator = after.of("offer-coordinator")[0]
    bench.expect(coordinator.said("belongs to partition"), "not told", "the coordinator does not say where rows belong")
    bench.expect(set(coordinator.exits) == {64}, "not told", f"{coordinator.exits}")
    after.stop()
    bench.pipelines.remove(after)
    bench.rebuilds = False  # It finds the rows where they were.
    bench.figures |= {"starts refused": before + len(coordinator.exits)}
