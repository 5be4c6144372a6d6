"""Commands at, just above and at twice what one record may hold. The client's limit refuses the largest before they are
sent; what comes through is taken, or refused with its reason; no partition is blocked."""

import json

from load import OFFER, command

FAULT = "records at, just above and twice `message.max.bytes`"


def run(bench):
    limit = 1_048_588  # Kafka's default of message.max.bytes, a whole batch with its overhead.
    bench.line()
    load = bench.load()
    publishing = load.start(1000 if bench.full else 200, 40)
    refused = 0
    # An envelope grows on its way: what just fits into the commands' record may not fit into the stage's.
    sizes = [limit // 2] + [limit - less for less in (5000, 2500, 1200, 900, 700, 500, 300, 200, 150, 100, 90, 80, 70)]
    for number, size in enumerate(sizes + [limit + 1, 2 * limit] * 2):
        offer = f"large-{number}"
        document = {**OFFER, "publisher": "faults", "offer": offer}
        event = command("publish", f"faults/{offer}", f"large-{number}", data=document, profile="straight")
        empty = len(json.dumps(event).encode())
        document["pad"] = "x" * max(0, size - empty - 150)
        event["data"] = document
        try:
            load.producer.produce("offers.commands", json.dumps(event).encode(), f"faults/{offer}")
        except Exception as error:
            refused += "MSG_SIZE_TOO_LARGE" in str(error)
    publishing.join()
    load.drain(120)
    bench.figures |= {"large": len(sizes), "refused by the client": refused}
    bench.expect(refused == 4, "not refused", f"{refused}")
