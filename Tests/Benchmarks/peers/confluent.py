"""A peer: the same stage and tracker with confluent-kafka for Python and orjson, in transactions, as a team would write
them. Usage: confluent.py stage|tracker --broker B [--stage S --following S2|-]"""

import argparse
import signal

import orjson
from confluent_kafka import Consumer, Producer

arguments = argparse.ArgumentParser()
arguments.add_argument("role")
for name in ("broker", "stage", "following"):
    arguments.add_argument("--" + name)
arguments = arguments.parse_args()
group = arguments.stage or "offer-coordinator"
HEADERS = [("content-type", b"application/cloudevents+json")]
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
                     "partitioner": "murmur2_random"})
producer.init_transactions(30)
consumer.subscribe(["offers.stage." + arguments.stage] if arguments.stage else ["offers.commands", "offers.outcomes"])
rows = {}


def stage(message):
    event = orjson.loads(message.value())
    event = event if "data" in event else {"data": event}
    subject = message.key().decode()
    event.update(id=f"{subject}/1/{arguments.following}/1/scheduled", source="/offers/" + group, subject=subject)
    if arguments.following != "-":
        producer.produce("offers.stage." + arguments.following, orjson.dumps(event), message.key(), headers=HEADERS)
    outcome = {"specversion": "1.0", "id": f"{subject}/1/{group}/1/completed", "source": "/offers/" + group,
               "type": "offers.step.completed.v1", "subject": subject, "time": "2026-01-31T09:00:00.000Z",
               "stage": group, "attempt": 1}
    producer.produce("offers.outcomes", orjson.dumps(outcome), message.key(), headers=HEADERS)


def track(message):
    event = orjson.loads(message.value())
    row = rows.setdefault(message.key(), {"steps": []})
    if message.topic() == "offers.commands":
        producer.produce("offers.stage.validate-prerequisites", message.value(), message.key(), headers=HEADERS)
    else:
        row["steps"].append({"stage": event["stage"], "state": "Complete", "ended": event["time"]})
    producer.produce("offers.history", orjson.dumps({"offer": message.key().decode(), "kind": "step-completed",
                                                     "sequence": len(row["steps"])}), message.key(), headers=HEADERS)
    producer.produce("offers.status", orjson.dumps(row), message.key(), headers=HEADERS)


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
consumer.close()
