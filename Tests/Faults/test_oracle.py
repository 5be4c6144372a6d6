"""The oracle is tried on faults planted in a recorded run: it must find each, and nothing in the run itself."""

import json
import pathlib
import unittest

import lag
import oracle
import records

RUN = records.load(pathlib.Path(__file__).parent / "recorded" / "run.jsonl.gz")


def judge(run):
    return oracle.Oracle(run).judge()


def where(topic, holds=lambda event: True):
    """Places in the run of the records of a topic whose event is such."""
    return [place for place, record in enumerate(RUN)
            if record.topic == "offers." + topic and record.value and holds(read(record))]


def read(record):
    try:
        return record.json()
    except (TypeError, ValueError):
        return {}


def kind(word):
    return lambda event: event.get("data", {}).get("kind") == word


def ended(word):
    """Of a step: its type ends so."""
    return lambda event: event.get("type") == f"offers.step.{word}.v1"


def without(place):
    return RUN[:place] + RUN[place + 1:]


def doubled(place):
    return RUN + [RUN[place]._replace(offset=1_000_000)]


def changed(place, change):
    event = RUN[place].json()
    change(event)
    return RUN[:place] + [RUN[place]._replace(value=json.dumps(event))] + RUN[place + 1:]


def swapped(a, b):
    run = list(RUN)
    run[a], run[b] = RUN[b]._replace(offset=RUN[a].offset), RUN[a]._replace(offset=RUN[b].offset)
    return run


class OracleTests(unittest.TestCase):
    def finds(self, count, run):
        found = judge(run)
        self.assertTrue(found[count], f"nothing found; all counts: {found.counts()}")

    def test_the_run_itself_is_clean(self):
        self.assertEqual({name: found for name, found in judge(RUN).items() if found}, {})

    def test_the_run_has_one_of_each_end(self):
        kinds = {event["data"]["kind"] for event in map(read, RUN) if "kind" in event.get("data", {})}
        self.assertLessEqual({"live", "step-rejected", "canceled", "step-blocked", "preview-ready"}, kinds)
        self.assertTrue(where("dead-letters", lambda event: True) or any(r.topic == "offers.dead-letters" for r in RUN))

    def test_an_outcome_dropped(self):
        self.finds("outcomes missing", without(where("outcomes", ended("completed"))[3]))

    def test_a_rejection_dropped(self):
        self.finds("outcomes missing", without(where("outcomes", ended("rejected"))[0]))

    def test_an_outcome_doubled(self):
        self.finds("outcomes twice", doubled(where("outcomes", ended("completed"))[0]))

    def test_a_step_with_two_ends(self):
        def reject(event):
            event["type"], event["id"] = "offers.step.rejected.v1", event["id"].replace("completed", "rejected")
        place = where("outcomes", ended("completed"))[0]
        self.finds("outcomes twice", RUN + [changed(place, reject)[place]._replace(offset=1_000_000)])

    def test_a_scheduled_step_dropped(self):
        self.finds("torn transactions", without(where("stage.certify", ended("scheduled"))[0]))

    def test_a_scheduled_step_doubled(self):
        self.finds("outcomes twice", doubled(where("stage.package", ended("scheduled"))[0]))

    def test_a_hand_on_without_its_outcome(self):
        # Of a stage that hands on; the last one of a process does not.
        place = where("outcomes", lambda event: ended("completed")(event) and "-package/" in event["id"])[0]
        self.finds("torn transactions", without(place))

    def test_an_entry_of_history_dropped(self):
        self.finds("illegal history", without(where("history", kind("step-completed"))[2]))

    def test_an_entry_of_history_doubled(self):
        self.finds("illegal history", doubled(where("history", kind("live"))[0]))

    def test_two_entries_of_history_swapped(self):
        first = where("history", kind("submitted"))[0]
        offer = RUN[first].key
        second = next(place for place in where("history", kind("step-completed")) if RUN[place].key == offer)
        self.finds("illegal history", swapped(first, second))

    def test_an_outcome_before_the_command_that_let_it_happen(self):
        accepted = where("history", kind("go-live-accepted"))[0]
        completed = next(place for place in where("history", kind("step-completed"))
                         if RUN[place].key == RUN[accepted].key and place > accepted)
        later = next(read(RUN[place])["id"] for place in where("outcomes", ended("completed"))
                     if RUN[place].key == RUN[accepted].key and "-provision-production/" in read(RUN[place])["id"])

        def refuse(event):
            event["data"] |= {"kind": "command-refused", "state": "WaitingForPublisherReview"}

        def overtake(event):
            event["data"]["cause"] = later

        refused, overtaken = changed(accepted, refuse), changed(completed, overtake)
        both = refused[:completed] + [overtaken[completed]] + refused[completed + 1:]
        # In a restored cluster, an outcome may come first; not so where a transaction holds both.
        self.assertEqual(oracle.Oracle(both, at_least_once=True).judge()["illegal history"], [])
        for run in (both, refused):
            self.finds("illegal history", run)
        self.assertTrue(oracle.Oracle(refused, at_least_once=True).judge()["illegal history"])

    def test_a_mail_dropped(self):
        for place, record in enumerate(RUN):
            if record.topic == "offers.notifications":
                self.finds("notifications missing", without(place))

    def test_a_mail_doubled(self):
        place = next(place for place, record in enumerate(RUN) if record.topic == "offers.notifications")
        self.finds("notifications twice", doubled(place))

    def test_two_mails_swapped(self):
        mails = [place for place, record in enumerate(RUN) if record.topic == "offers.notifications"]
        a, b = next((a, b) for a in mails for b in mails if a < b and RUN[a].key == RUN[b].key)
        self.finds("notifications out of order", swapped(a, b))

    def test_the_newest_row_lost(self):
        newest = {RUN[place].key: place for place in where("status")}
        for place in newest.values():
            self.finds("table differs", without(place))

    def test_a_row_that_says_otherwise(self):
        newest = {RUN[place].key: place for place in where("status")}
        place = next(iter(newest.values()))

        def set_back(event):
            event["data"]["steps"][0]["state"] = "InProgress"
        self.finds("table differs", changed(place, set_back))

    def test_a_row_that_names_the_wrong_one_to_act(self):
        place = next(place for place in reversed(where("status")) if "drive-kept" in RUN[place].key)
        self.finds("table differs", changed(place, lambda event: event["data"].update(attention="none")))

    def test_a_process_that_is_not_on_its_topic(self):
        place = next(place for place, record in enumerate(RUN) if record.topic == "offers.processes")
        self.finds("illegal history", without(place))

    def test_a_refusal_of_an_offer_that_never_was_is_no_row(self):
        """It leaves an entry with number 0, and nothing else; but no other offer's entry has that number."""
        offer = "faults/never"
        sent = {"specversion": "1.0", "id": "early", "type": "offers.command.go-live.v1", "subject": offer}
        said = {"id": f"{offer}/transition-0/early", "subject": offer, "data": {
            "sequence": 0, "kind": "command-refused", "by": {"kind": "publisher"}, "cause": "early",
            "state": "NeverPublished", "command": "go-live", "refusal": {"code": "never-published"}}}
        mail = {"ce_id": f"{offer}/transition-0/early/publisher/1", "ce_subject": offer, "ce_notification": "refused"}

        def record(topic, value, **headers):
            return records.Record("offers." + topic, 0, 1_000_000, 0, offer, value, headers)
        more = [record("commands", json.dumps(sent)), record("history", json.dumps(said)), record("notifications", "", **mail)]
        self.assertEqual({name: found for name, found in judge(RUN + more).items() if found}, {})
        place = where("history", kind("live"))[0]
        self.finds("illegal history", changed(place, lambda event: event["data"].update(sequence=0)))

    def test_a_waiting_submission_lost(self):
        place = next(place for place in where("awaiting-sign-off") if "drive-kept" in RUN[place].key)
        self.finds("lost", without(place))

    def test_a_submission_that_stands_still(self):
        """All that the last step said and caused is gone, as if its worker slept."""
        offer = next(RUN[place].key for place in where("history", kind("live")))
        last = [place for place in where("history") if RUN[place].key == offer][-2:]
        cut = RUN[last[0]].json()["data"]["cause"]
        gone = {*last, *where("outcomes", lambda event: event["id"] == cut)}
        self.finds("lost", [record for place, record in enumerate(RUN) if place not in gone])

    def test_a_command_without_effect(self):
        place = where("commands", lambda event: event.get("type") == "offers.command.publish.v1")[0]

        def rename(event):
            event["id"] = "another"
        self.finds("commands without effect", RUN + [changed(place, rename)[place]._replace(offset=1_000_000)])

    def test_a_command_that_nobody_sent(self):
        place = where("commands", lambda event: event.get("type") == "offers.command.publish.v1")[0]
        identity = RUN[place].json()["id"]
        self.finds("illegal history", [record for number, record in enumerate(RUN) if number not in
                                       where("commands", lambda event: event.get("id") == identity)])

    def test_a_command_with_two_effects(self):
        place = where("history", kind("submitted"))[0]

        def another(event):
            event["id"] += "-again"
        self.finds("commands with two effects", RUN + [changed(place, another)[place]._replace(offset=1_000_000)])

    def test_a_dead_letter_doubled(self):
        self.finds("dead letters twice", doubled(next(
            place for place, record in enumerate(RUN) if record.topic == "offers.dead-letters")))

    def test_an_offer_in_two_partitions(self):
        place = where("outcomes")[0]
        run = list(RUN)
        run[place] = RUN[place]._replace(partition=(RUN[place].partition + 1) % 8)
        self.finds("order of an offer", run)

    def test_a_partition_that_stands_still(self):
        record = next(record for record in RUN if record.topic == "offers.outcomes")
        looking = lag.Lag.__new__(lag.Lag)
        place = ("offer-coordinator", record.topic, record.partition)
        moments = [record.time / 1000 + 5 * number for number in range(20)]
        looking.meant = set()
        looking.samples = {place: [(moment, record.offset) for moment in moments]}
        self.assertTrue(looking.standing(RUN))
        looking.samples = {place: [(moment, record.offset + number) for number, moment in enumerate(moments)]}
        self.assertFalse(looking.standing(RUN))
        looking.samples = {place: [(moment, 1_000_000) for moment in moments]}
        self.assertFalse(looking.standing(RUN), "nothing is waiting")

    def test_a_step_given_back_and_forgotten(self):
        place = where("outcomes", lambda event: ended("faulted")(event) and "fault-certify" in event["subject"])[0]
        self.finds("lost", changed(place, lambda event: event["data"]["fault"].update(code="paused")))


if __name__ == "__main__":
    unittest.main()
