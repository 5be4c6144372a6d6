"""The judge of a run. Reads topics and nothing else, shares no code with the workers, and counts what the promise says
cannot be. Each count is a list of findings; all of them empty means the promise held.
    oracle.py RECORDS.jsonl            judges records that were written down
    oracle.py --broker HOST:PORT       judges what the topics hold now"""

import argparse
import collections
import json
import math

import model
import records

TERMINAL = {"completed", "rejected", "faulted", "waiting"}


class Findings(dict):
    """What was found, by the name of the count. A count that is not there is a mistake of the oracle, so all are."""
    NAMES = ["lost", "outcomes twice", "outcomes missing", "torn transactions", "notifications twice",
             "notifications missing", "notifications out of order", "order of an offer", "illegal history",
             "commands without effect", "commands with two effects", "table differs", "dead letters twice",
             "standing partitions"]

    def __init__(self):
        super().__init__((name, []) for name in self.NAMES)

    def counts(self):
        return {name: len(found) for name, found in self.items()}


class Oracle:
    """`at_least_once`: the topics may have an event twice under one id, of which the last counts, and an outcome before the
    command that let it happen."""

    def __init__(self, run, at_least_once=False):
        self.found = Findings()
        self.at_least_once = at_least_once
        self.topics = collections.defaultdict(list)
        for record in run:
            self.topics[record.topic].append(record)
        for found in self.topics.values():
            found.sort(key=lambda record: (record.partition, record.offset))
        self.dead = self.dead_letters()
        self.processes = {record.key: record.json() for record in self.topics["offers.processes"]}
        self.outcomes = self.read_outcomes()
        self.scheduled = self.read_scheduled()
        self.offers = self.read_history()

    def judge(self):
        self.check_places()
        self.check_steps()
        self.check_commands()
        self.check_outcomes_in_history()
        self.check_notifications()
        self.check_status()
        self.check_waiting()
        self.check_ends()
        return self.found

    # What stands in the topics.

    def once(self, found, count, name):
        """`found` as (id, thing) pairs, each id once; a second one is a finding, or one too many of at-least-once."""
        kept = {}
        for identity, thing in found:
            if identity in kept and not self.at_least_once:
                self.found[count].append(f"{name} {identity}")
            else:
                # The newest stands: what was done before a crash may be done again in another order.
                kept.pop(identity, None)
                kept[identity] = thing
        return kept

    def dead_letters(self):
        letters = []
        for record in self.topics["offers.dead-letters"]:
            place = tuple(record.headers.get("__connect.errors." + part)
                          for part in ("topic", "partition", "offset", "connector.name"))
            letters.append((place, record))
        return {place[:3]: record for place, record in self.once(letters, "dead letters twice", "dead letter of").items()}

    def is_dead(self, record):
        return (record.topic, str(record.partition), str(record.offset)) in self.dead

    def read_outcomes(self):
        """The last words on a step, by id: what a worker says on the way may be said again after a crash."""
        said = []
        for record in self.topics["offers.outcomes"]:
            if self.is_dead(record):
                continue
            event = records.result(record.json())
            if event["type"].split(".")[2] in TERMINAL:
                said.append((event["id"], event))
        return self.once(said, "outcomes twice", "outcome")

    def read_scheduled(self):
        said = []
        for stage in records.STAGES:
            for record in self.topics["offers.stage." + stage]:
                event = self.stage_event(record)
                if event:
                    said.append((event["id"], {**event, "of": stage, "dead": self.is_dead(record)}))
        return self.once(said, "outcomes twice", "stage event")

    def stage_event(self, record):
        """A scheduled step, or what the coordinator decided at the gate. A record that killed its workers is a dead letter
        as well, though it can be read."""
        try:
            event = record.json()
            if event["type"] == "offers.step.scheduled.v1":
                return records.scheduled(event)
            return None if self.is_dead(record) else event
        except (TypeError, ValueError, KeyError, RecursionError):
            return None

    def read_history(self):
        entries, unnumbered = [], set()
        for record in self.topics["offers.history"]:
            if not self.is_dead(record):
                entry = records.entry(record.json())
                # Nothing remembers the commands of an offer that never was: what is sent twice is refused twice, as one.
                if entry["id"] not in unnumbered:
                    entries.append((entry["id"], entry))
                unnumbered |= {entry["id"]} if entry["sequence"] == 0 else set()
        offers = collections.defaultdict(list)
        for entry in self.once(entries, "illegal history", "transition").values():
            offers[entry["offer"]].append(entry)
        routes = {}
        for event in self.scheduled.values():
            if "route" in event and event["step"] < routes.get(event["submission"], {"step": math.inf})["step"]:
                routes[event["submission"]] = event
        tables = {}
        for offer, history in offers.items():
            tables[offer] = model.Offer(offer, self.processes, routes, self.at_least_once)
            for entry in history:
                self.found["illegal history"] += tables[offer].apply(entry)
        return tables

    # What must hold between them.

    def check_places(self):
        """One offer is in one partition, of the same number everywhere; people's own producers may misplace commands."""
        homes = collections.defaultdict(set)
        for topic, found in self.topics.items():
            if topic not in ("offers.commands", "offers.dead-letters"):
                for record in found:
                    if not self.is_dead(record):
                        homes[record.key].add(record.partition)
        self.found["order of an offer"] += [f"{key} is in partitions {sorted(places)}"
                                            for key, places in homes.items() if key and len(places) > 1]

    def check_steps(self):
        """Each scheduled step has one end, and its end and the next step's beginning stand or fall together."""
        ends = collections.defaultdict(list)
        for identity, event in self.outcomes.items():
            ends[(event["submission"], event["step"], event["attempt"])].append(event)
        followers = {(event["submission"], event["step"]) for event in self.scheduled.values() if "route" in event}
        self.attempts = {(event["submission"], event["step"], event["attempt"])
                         for event in self.scheduled.values() if "route" in event}
        approved = {event["submission"] for event in self.scheduled.values()
                    if event["type"] == "offers.sign-off.approved.v1"}
        for event in self.scheduled.values():
            if "route" not in event:
                continue
            kinds = [end["type"].split(".")[2] for end in ends.pop((event["submission"], event["step"], event["attempt"]), [])]
            gate = event["of"] == "publisher-sign-off"
            if gate and "waiting" in kinds:
                kinds.remove("waiting")
                if event["submission"] not in approved:
                    continue
            if not kinds and not event["dead"]:
                self.found["outcomes missing"].append(f"{event['id']} has no end")
            elif len(kinds) > 1:
                self.found["outcomes twice"].append(f"{event['id']} ended {kinds}")
            following = None if event["dead"] and not kinds else model.after(event["step"], event["route"])
            # Of a step that was tried again, as another attempt, the last one is followed.
            followed = (event["submission"], following) in followers \
                and (event["submission"], event["step"], event["attempt"] + 1) not in self.attempts
            if following is not None and ("completed" in kinds) != followed:
                self.found["torn transactions"].append(f"{event['id']} ended {kinds}, step {following} was scheduled otherwise")
        for (submission, step, attempt), _ in ends.items():
            self.found["torn transactions"].append(f"{submission} step {step} attempt {attempt} ended and was never scheduled")

    def check_outcomes_in_history(self):
        """The coordinator took each outcome once, unless the submission was over or the gate was its own."""
        taken, passed = collections.Counter(), set()
        for offer in self.offers.values():
            for entry in offer.history:
                if entry["kind"] in ("step-completed", "step-rejected", "step-blocked", "preview-ready", "approval-asked"):
                    taken[(entry["cause"], entry["step"]["index"])] += 1
                    # At-least-once, a later step's outcome may complete the one before it, when that was lost in a crash.
                    passed.add((f"{offer.key}/{entry['submission']}", entry["step"]["index"]) if self.at_least_once else None)
        for identity, event in self.outcomes.items():
            offer = self.offers.get(event["subject"])
            gate = event["stage"] == "publisher-sign-off" and event["type"] == "offers.step.completed.v1"
            times = taken[(identity, event["step"])]
            if times > 1:
                self.found["outcomes twice"].append(f"history took {identity} {times} times")
            elif is_held(event):
                self.check_held(event, offer)
            elif times or (event["submission"], event["step"]) in passed:
                continue
            elif not gate and not (offer and event["submission"] in offer.cut_short):
                self.found["outcomes missing"].append(f"history knows nothing of {identity}")
        for offer in self.offers.values():
            for entry in offer.history:
                worker = entry["by"]["kind"] == "system" and entry["by"]["name"] != "clock"
                if worker and entry["kind"] in ("step-completed", "step-rejected", "step-blocked", "preview-ready") \
                        and entry["cause"] not in self.outcomes:
                    self.found["illegal history"].append(f"{entry['id']} is caused by {entry['cause']}, which nobody said")

    def check_held(self, event, offer):
        """A step given back because its offer is paused, of which history does not speak: it is scheduled again, as its next
        attempt, unless the offer is paused for good or its submission over."""
        again = (event["submission"], event["step"], event["attempt"] + 1)
        if again not in self.attempts and not (offer and (event["submission"] in offer.cut_short or offer.is_paused)):
            self.found["lost"].append(f"{event['id']} was given back and not scheduled again")

    def check_commands(self):
        """Each command did one thing: moved its offer, was refused, or is a dead letter. Sent twice it did no more."""
        effects = collections.Counter()
        for offer in self.offers.values():
            for entry in offer.history:
                if model.answers_command(entry):
                    effects[(offer.key, entry["cause"])] += 1
        # A misplaced command is brought home unlooked-at, so it may be the second record of it that is the dead letter.
        said = [(model.command(record), record) for record in self.topics["offers.commands"]]
        dead = {command for command, record in said if self.is_dead(record)}
        self.commands = {command: record for command, record in said if command not in dead}
        for (offer, identity), record in self.commands.items():
            if effects[(offer, identity)] == 0:
                self.found["commands without effect"].append(f"{identity} of {offer}")
        for (offer, identity), times in effects.items():
            if times > 1:
                self.found["commands with two effects"].append(f"{identity} of {offer}: {times}")
            if (offer, identity) not in self.commands:
                self.found["illegal history"].append(f"{offer} was moved by {identity}, which nobody sent")

    def check_notifications(self):
        said = [(record.headers["ce_id"], record) for record in self.topics["offers.notifications"]]
        mails = collections.defaultdict(list)
        for identity, record in self.once(said, "notifications twice", "mail").items():
            mails[record.headers["ce_subject"]].append((identity, record.headers["ce_notification"]))
        for offer in self.offers.values():
            due = [mail for entry in offer.history for mail in model.mails(entry)]
            sent = mails.pop(offer.key, [])
            self.found["notifications missing"] += [f"{mail}" for mail in due if mail not in set(sent)]
            self.found["notifications twice"] += [f"{mail} is of nothing that happened" for mail in sent if mail not in set(due)]
            if sorted(due) == sorted(sent) and due != sent:
                self.found["notifications out of order"].append(offer.key)
        self.found["notifications twice"] += [f"mails of {key}, which has no history" for key in mails]

    def check_status(self):
        """The table made anew from history is the table that the coordinator keeps, as far as it follows from it."""
        rows = {}
        for record in self.topics["offers.status"]:
            rows[record.key] = record.value
        for key, offer in self.offers.items():
            made, kept = offer.row(), model.seen(records.status(json.loads(rows[key]))) if rows.get(key) else None
            if made != kept:
                self.found["table differs"].append(f"{key}: history says {json.dumps(made)}, the table {json.dumps(kept)}")
        self.found["table differs"] += [f"{key} has a row and no history" for key in rows if key not in self.offers]

    def check_waiting(self):
        """What waits for its publisher is kept, and nothing else is; the same for what an operator has to resume."""
        for topic, phase in (("offers.awaiting-sign-off", "sign-off"), ("offers.blocked", "blocked")):
            rows = {record.key: record.value for record in self.topics[topic]}
            kept = {key for key, value in rows.items() if value is not None}
            due = {key for key, offer in self.offers.items() if offer.phase == phase}
            self.found["lost"] += [f"{key} is in {phase}, and {topic} does not hold it" for key in due - kept]
            self.found["table differs"] += [f"{topic} holds {key}, which is not in {phase}" for key in kept - due]

    def check_ends(self):
        """input = ended + waiting + dead letters"""
        tally = collections.Counter()
        for offer in self.offers.values():
            tally.update(offer.ends)
            if offer.phase in ("sign-off", "blocked", "approval"):
                tally["waiting"] += 1
            elif offer.phase == "under way":
                self.found["lost"].append(f"{offer.key} stands still at step {offer.step}")
        publications = sum(1 for offer in self.offers.values() for entry in offer.history if entry["kind"] == "submitted")
        self.tally = dict(tally, submissions=publications, **{"dead letters": len(self.dead)})
        ended = sum(tally.values())
        missing = publications - ended - len([1 for offer in self.offers.values() if offer.phase == "under way"])
        if missing:
            self.found["lost"].append(f"{publications} submissions, but {ended} ended or waiting")


def is_held(event):
    return event["type"] == "offers.step.faulted.v1" and event["data"]["fault"]["code"] == "paused"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("records", nargs="?")
    arguments.add_argument("--broker")
    arguments.add_argument("--at-least-once", action="store_true")
    arguments = arguments.parse_args()
    run = records.read(arguments.broker) if arguments.broker else records.load(arguments.records)
    oracle = Oracle(run, arguments.at_least_once)
    found = oracle.judge()
    print(len(run), "records", oracle.tally)
    for name, count in found.counts().items():
        print(f"{count:6}  {name}", *found[name][:3], sep="\n          ")
    raise SystemExit(any(found.values()))


if __name__ == "__main__":
    main()
