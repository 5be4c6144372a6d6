"""A peer: the stage and the tracker with confluent-kafka for Python and orjson, in transactions, as a team would write
them. Usage: confluent.py stage|tracker --broker B [--stage S --following S2|-]"""

import argparse
import signal

import orjson
from confluent_kafka import Consumer, Producer

import records

arguments = argparse.ArgumentParser()
arguments.add_argument("role")
for name in ("broker", "stage", "following"):
    arguments.add_argument("--" + name)
arguments = arguments.parse_args()
group = arguments.stage or "offer-coordinator"
running = True


def stop(*_):
    global running
    running = False


signal.signal(signal.SIGTERM, stop)
common = {"bootstrap.servers": arguments.broker, "socket.nagle.disable": True}
consumer = Consumer({**common, "group.id": group, "enable.auto.commit": False, "auto.offset.reset": "earliest",
                     "isolation.level": "read_committed", "partition.assignment.strategy": "range",
                     "fetch.wait.max.ms": 100})
producer = Producer({**common, "transactional.id": "peer-" + group, "linger.ms": 50, "retry.backoff.ms": 5,
                     "compression.codec": "lz4", "partitioner": "murmur2_random"})
producer.init_transactions(30)
consumer.subscribe(["offers.stage." + arguments.stage] if arguments.stage else ["offers.commands", "offers.outcomes"])
tracker = records.Tracker()


def write(topic, key, event):
    producer.produce("offers." + topic, orjson.dumps(event), key, headers=records.HEADERS)


def stage(message):
    following, outcome = records.perform(group, orjson.loads(message.value()))
    if following:
        write("stage." + arguments.following, message.key(), following)
    write("outcomes", message.key(), outcome)


def track(message):
    key, event = message.key(), orjson.loads(message.value())
    if message.topic() == "offers.commands":
        command = f"offers.commands/{message.partition()}/{message.offset()}"
        first, entries, row = tracker.submit(key.decode(), command, event, records.at(message.timestamp()[1]))
        write("stage." + records.STAGES[0], key, first)
    else:
        entries, row = tracker.complete(event)
    for entry in entries:
        write("history", key, entry)
    if row:
        write("status", key, row)


answer = stage if arguments.role == "stage" else track
while running:
    batch = consumer.consume(1000, 0.05)
    if not batch:
        continue
    producer.begin_transaction()
    for message in batch:
        if message.error():
            raise SystemExit(str(message.error()))
        answer(message)
    producer.send_offsets_to_transaction(consumer.position(consumer.assignment()), consumer.consumer_group_metadata())
    producer.commit_transaction(30)
    records.LOG.flush()
consumer.close()
