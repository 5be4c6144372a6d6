"""Commands at, just above and at twice what one record may hold. The client's limit refuses the largest before they are
sent; what comes through is taken, or refused with its reason; no partition is blocked."""

import json

from load import OFFER, command

FAULT = "records at, just above and twice `message.max.bytes`"


def run(bench):
    limit = 1_048_588  # Kafka's default of message.max.bytes, a whole batch with its overhead.
    bench.pipeline()
    load = bench.load(largest=3 * limit)
    publishing = load.start(1000 if bench.full else 200, 40)
    answers = []
    # An envelope grows on its way: what just fits into the commands' record may not fit into the stage's.
    sizes = [limit // 2] + [limit - less for less in (60_000, 45_000, 20_000, 5000, 2500, 1200, 700, 300, 150, 100, 70)]
    too_large = [limit + 1, 2 * limit] * 2
    for number, size in enumerate(sizes + too_large):
        offer = f"large-{number}"
        document = {**OFFER, "publisher": "faults", "offer": offer}
        event = command("publish", f"faults/{offer}", f"large-{number}", data=document, profile="straight")
        document["pad"] = "x" * (size - len(json.dumps(event)) - len(', "pad": ""') - len("faults/") - len(offer) - 130)
        load.producer.produce("offers.commands", json.dumps(event), f"faults/{offer}",
                              on_delivery=lambda error, message: answers.append(str(error)))
    publishing.join()
    load.drain(120)
    refused = sum("MSG_SIZE_TOO_LARGE" in answer for answer in answers)
    bench.expect(refused >= 2, "not refused", f"{refused}: {set(answers)}")
    bench.figures |= {"large": len(sizes + too_large), "refused by the broker": refused}
