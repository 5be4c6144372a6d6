// The properties that nobody may override, each with the reason that the error gives.

enum ReservedProperties {
    static func reason(for key: String) -> String? { reasons[key] }

    private static let offsets = "offsets are committed together with the outputs, never by librdkafka itself"
    private static let sameGroup = "the program decides its group"
    private static let assignment =
        "the program decides how its group divides partitions: the coordinator needs the same of each topic"
    private static let durable = "outputs must be on all replicas, once and in order"
    private static let callbacks = "librdkafka's events are taken by the program"

    private static let reasons: [String: String] = [
        "enable.auto.commit": offsets,
        "auto.commit.enable": offsets,
        "auto.commit.interval.ms": offsets,
        "enable.auto.offset.store": offsets,
        "offset.store.method": offsets,
        "isolation.level": "only committed records may be read",
        "auto.offset.reset": "a worker starts at the oldest record, or it would skip submissions",
        "enable.idempotence": durable,
        "acks": durable,
        "request.required.acks": durable,
        "enable.gapless.guarantee": durable,
        "transactional.id": "fencing rests on the ids that the program gives",
        "partition.assignment.strategy": assignment,
        "group.remote.assignor": assignment,
        "partitioner": "all topics must place an offer alike (murmur2_random)",
        "group.id": sameGroup,
        "enable.partition.eof": "the program finds the end of a partition itself",
        "delivery.report.only.error": "the program counts failures itself",
        "enabled_events": callbacks,
        "log.queue": callbacks,
        "opaque": callbacks,
    ]
}
