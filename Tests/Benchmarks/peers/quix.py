"""A peer: the stage and the tracker with Quix Streams, exactly-once. Usage as confluent.py. The tracker keeps its state
in memory, as the others do, not in Quix Streams' own store, which would write a changelog of its own."""

import argparse

from quixstreams import Application, message_context

import records

arguments = argparse.ArgumentParser()
arguments.add_argument("role")
for name in ("broker", "stage", "following"):
    arguments.add_argument("--" + name)
arguments = arguments.parse_args()
group = arguments.stage or "offer-coordinator"
app = Application(broker_address=arguments.broker, consumer_group=group, auto_offset_reset="earliest",
                  processing_guarantee="exactly-once", auto_create_topics=False, commit_interval=0.1, loglevel="ERROR",
                  state_dir=".build/bench/quix-state")  # Its default is a folder at the top of the repository.


def topic(name):
    return app.topic("offers." + name, value_serializer="json", value_deserializer="json", key_deserializer="bytes",
                     key_serializer="bytes")


def write(stream, name, choose, expand=False):
    """Writes what `choose` takes of each result; with `expand` a record for each of several."""
    stream = stream.apply(choose, expand=expand).set_headers(lambda *_: records.HEADERS)
    stream.to_topic(topic(name))


def submit(document, key, time, _):
    context = message_context()
    command = f"offers.commands/{context.partition}/{context.offset}"
    return tracker.submit(key.decode(), command, document, records.at(time))


if arguments.role == "stage":
    results = app.dataframe(topic("stage." + arguments.stage)).apply(lambda event: records.perform(group, event))
    if arguments.following != "-":
        write(results, "stage." + arguments.following, lambda result: result[0])
    write(results, "outcomes", lambda result: result[1])
else:
    tracker = records.Tracker()
    submitted = app.dataframe(topic("commands")).apply(submit, metadata=True)
    write(submitted, "stage." + records.STAGES[0], lambda result: result[0])
    completed = app.dataframe(topic("outcomes")).apply(tracker.complete).filter(lambda result: result[1] is not None)
    for results in (submitted, completed):
        write(results, "history", lambda result: result[-2], expand=True)
        write(results, "status", lambda result: result[-1])
app.run()
