"""A peer: the same stage and tracker with Quix Streams, exactly-once. Usage as confluent.py."""

import argparse

from quixstreams import Application

arguments = argparse.ArgumentParser()
arguments.add_argument("role")
for name in ("broker", "stage", "following"):
    arguments.add_argument("--" + name)
arguments = arguments.parse_args()
group = arguments.stage or "offer-coordinator"
app = Application(broker_address=arguments.broker, consumer_group=group, auto_offset_reset="earliest",
                  processing_guarantee="exactly-once", auto_create_topics=False, commit_interval=0.1, loglevel="ERROR")


def topic(name):
    return app.topic("offers." + name, value_serializer="json", value_deserializer="json", key_deserializer="bytes",
                     key_serializer="bytes")


outcomes = topic("outcomes")
if arguments.role == "stage":
    stream = app.dataframe(topic("stage." + arguments.stage))
    if arguments.following != "-":
        stream.to_topic(topic("stage." + arguments.following))
    stream.apply(lambda event: {"specversion": "1.0", "stage": group, "attempt": 1,
                                "type": "offers.step.completed.v1"}).to_topic(outcomes)
else:
    commands = app.dataframe(topic("commands"))
    commands.to_topic(topic("stage.validate-prerequisites"))
    stream = app.dataframe(outcomes)

    stream.to_topic(topic("history"))
    stream.to_topic(topic("status"))
app.run()
