"""The records of an offer as dictionaries: what the pipeline writes, with the same facts and sizes."""

from datetime import datetime, timedelta, timezone

import orjson

STAGES = ["validate-prerequisites", "certify", "provision-preview", "package", "provision-production", "go-live"]
# The process of profiles/bench.json, by name and revision.
PROCESS = "bench@23c9478b"
LONGEST = timedelta(days=1)
HEADERS = [("content-type", b"application/cloudevents+json")]
# The pipeline's workers log a line of this length for each record.
LOG = open("/dev/null", "wb")


def timestamp(time):
    return time.isoformat(timespec="milliseconds")[:-6] + "Z"


def now():
    return timestamp(datetime.now(timezone.utc))


def at(milliseconds):
    return timestamp(datetime.fromtimestamp(milliseconds / 1000, timezone.utc))


def event(id, source, type, subject, time, **more):
    return {"specversion": "1.0", "id": id, "source": "/offers/" + source, "type": f"offers.{type}.v1",
            "subject": subject, "time": time, **more}


def log(program, subject, submission, step, time):
    LOG.write(orjson.dumps({
        "time": time, "level": "info", "program": program, "message": "step", "offer": subject,
        "submission": f"{subject}/{submission}", "step": step, "attempt": 1, "outcome": "completed", "tries": 1,
        "took_ms": 3, "trace_id": "0af7651916cd43dd8448eb211c80319c"}) + b"\n")


def scheduled(subject, submission, source, time, data):
    return event(f"{subject}/{submission}/{data['step']}-{data['route'][0]}/1/scheduled", source, "step.scheduled",
                 subject, time, submission=submission, data=data)


def perform(stage, event_read):
    """The next scheduled step (None behind the last one) and the outcome of this one."""
    began = now()
    subject, submission, data = event_read["subject"], event_read["submission"], event_read["data"]
    step, route = data["step"], data["route"]
    time = now()
    following = None
    if len(route) > 1:
        following = scheduled(subject, submission, stage, time, {**data, "step": step + 1, "route": route[1:]})
    outcome = event(f"{subject}/{submission}/{step}-{stage}/1/completed", stage, "step.completed", subject, time,
                    submission=submission, step=step, stage=stage, began=began)
    log(stage, subject, submission, step, time)
    return following, outcome


class Tracker:
    """Keeps the status of each offer. Each event that changes it gives a status row and entries of the history."""

    def __init__(self):
        self.offers = {}

    def submit(self, subject, command, document, time):
        """The first scheduled step, the entries, the row."""
        title, notify = document["listing"]["title"], document["notifications"]["emails"]
        status = {
            "title": title, "type": document["type"], "notify": notify, "submission": 1, "state": "Running",
            "process": PROCESS, "step": 0,
            "steps": [{"scheduled": time, "state": "InProgress"}] + [{} for _ in STAGES[1:]],
            "answer": {"command": command}, "history": 0}
        self.offers[subject] = status
        first = scheduled(subject, 1, "offer-coordinator", time, {
            "process": PROCESS, "step": 0, "route": STAGES, "notify": notify, "offer": document})
        entry = self.entry(subject, status, "submitted", {"by": {"kind": "publisher"}}, command, time)
        return first, [entry], self.row(subject, status, command, time)

    def complete(self, outcome):
        """The entries and the row; no entries where the outcome is not of the running step."""
        subject, step, stage, time, cause = (outcome[name] for name in ("subject", "step", "stage", "time", "id"))
        status = self.offers.get(subject)
        if status is None or status["step"] != step or status["state"] != "Running":
            return [], None
        entries = [self.entry(subject, status, "step-completed", {}, cause, time)]
        status["steps"][step] = {"began": outcome["began"], "ended": time}
        if step + 1 < len(STAGES):
            status["step"] = step + 1
            status["steps"][step + 1] = {"scheduled": time, "state": "InProgress"}
        else:
            status["state"] = "Succeeded"
            status["live"] = {"submission": 1, "since": time}
            entries.append(self.entry(subject, status, "live", {}, cause, time))
        return entries, self.row(subject, status, cause, time)

    def entry(self, subject, status, kind, by, cause, time):
        status["history"] += 1
        step = status["step"]
        state = {} if status["state"] == "Running" else {"state": status["state"]}
        return event(
            f"{subject}/transition-{status['history']}", "offer-coordinator", "transition.recorded", subject, time,
            data={"sequence": status["history"], "kind": kind, **by, "cause": cause, "submission": 1,
                  "process": PROCESS, **state,
                  "step": {"index": step, "stage": STAGES[step], "number": step + 1, "count": len(STAGES)},
                  "title": status["title"], "notify": status["notify"]})

    def row(self, subject, status, cause, time):
        log("offer-coordinator", subject, 1, status["step"], time)
        deadline = {}
        if status["state"] == "Running":
            deadline["deadline"] = timestamp(
                datetime.fromisoformat(status["steps"][status["step"]]["scheduled"]) + LONGEST)
        return event(cause + "/status", "offer-coordinator", "status.changed", subject, time, **deadline, data=status)
