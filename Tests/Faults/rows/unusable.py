"""Records that do not fit into a dead letter, and batches that no client can decompress, among good ones: one dead letter
each, and the partition goes on."""

FAULT = "records larger than a dead letter, batches that cannot be read"


def run(bench):
    from confluent_kafka import Producer
    bench.pipeline()
    load = bench.load()
    load.run(20, 20)
    foreign = Producer({"bootstrap.servers": bench.broker, "message.max.bytes": 1_000_000_000, "compression.type": "zstd",
                        "queue.buffering.max.kbytes": 2_000_000})
    # The broker looks at the compressed size; a client of ours takes 100 MB at most.
    for partition in range(2):
        foreign.produce("offers.commands", value=b"h" * 120_000_000, partition=partition)
        foreign.flush(120)
    plain = Producer({"bootstrap.servers": bench.broker, "message.max.bytes": 2_000_000})
    for partition in range(8):
        plain.produce("offers.commands", value=b"x", headers=[("trace", b"t" * 1_000_200)], partition=partition)
    plain.flush(60)
    load.run(200, 20, first=1000)
    load.drain(120)
    bench.figures |= {"unreadable batches": 2, "large records": 8}
    bench.afterwards = check


def check(bench, run):
    letters = [record for record in run if record.topic == "offers.dead-letters"]
    codes = [record.headers.get("__connect.errors.exception.class.name") for record in letters]
    bench.expect(codes.count("unreadable-batch") == 2, "dead letters missing", f"{codes}")
    cut = [record for record in letters if "offers-headers-left-out" in record.headers]
    bench.expect(len(cut) == 8, "dead letters missing", f"{len(cut)} of 8 large records")
    named = [record.headers.get("offers-offsets-passed-over") for record in letters
             if "offers-offsets-passed-over" in record.headers]
    bench.expect(len(named) == 2, "offsets not named", f"{named}")
