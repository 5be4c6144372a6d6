"""Old and new events mixed: unknown members are kept on the way, an unknown major version is a dead letter."""

import json

from load import OFFER, command

FAULT = "old and new event versions mixed"


def run(bench):
    count = 500 if bench.full else 40
    bench.pipeline()
    load = bench.load()
    publishing = load.start(count, 50)
    for number in range(count // 5):
        offer = f"newer-{number}"
        document = {**OFFER, "publisher": "faults", "offer": offer, "futurePart": {"kept": number}}
        event = command("publish", f"faults/{offer}", f"newer-{number}", data=document, profile="straight",
                        futureattribute=f"kept-{number}")
        load.produce(json.dumps(event).encode(), f"faults/{offer}", {})
        load.published[f"faults/{offer}"] = 0
        unknown = {**event, "type": "offers.command.publish.v2", "id": f"v2-{number}"}
        load.produce(json.dumps(unknown).encode(), f"faults/{offer}", {})
    publishing.join()
    load.drain(60)
    bench.figures |= {"with unknown members": count // 5, "of an unknown version": count // 5}
    bench.afterwards = check


def check(bench, run):
    """The document came to the last stage byte for byte, and each unknown version stands with the dead letters."""
    letters = [record for record in run if record.topic == "offers.dead-letters"]
    bench.expect(len(letters) == bench.figures["of an unknown version"], "dead letters missing", f"{len(letters)}")
    last = {record.key: record.value for record in run if record.topic == "offers.stage.go-live"}
    for key, value in last.items():
        if key.startswith("faults/newer-"):
            number = int(key.rsplit("-", 1)[1])
            bench.expect(f'"futurePart": {{"kept": {number}}}' in value, "unknown members lost", key)
