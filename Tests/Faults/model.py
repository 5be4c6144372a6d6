"""What an offer's history may be and what follows from it, as the oracle knows it: written from the specification, with
nothing of the coordinator in it. A history is folded entry by entry into the row that the coordinator should have."""

import re

# kind: the phases in which it may happen, besides those a rule below adds.
LEGAL = {
    "submitted": {"idle", "ended"},
    "step-started": {"under way"},
    "step-completed": {"under way", "blocked", "passed"},
    "step-rejected": {"under way", "blocked", "approval", "sign-off"},
    "step-blocked": {"under way"},
    "step-overdue": {"under way", "blocked", "approval", "sign-off"},
    "step-resumed": {"blocked"},
    "paused": {"under way", "blocked", "approval", "sign-off"},
    "resumed": {"under way", "approval", "sign-off"},
    "approval-asked": {"under way", "blocked", "passed"},
    "approved": {"approval"},
    "preview-ready": {"under way", "blocked"},
    "go-live-accepted": {"sign-off"},
    "live": {"done"},
    "canceled": {"under way", "blocked", "approval", "sign-off"},
    "command-refused": {"idle", "ended", "under way", "blocked", "approval", "sign-off"},
    "support-requested": {"idle", "ended", "under way", "blocked", "approval", "sign-off"},
}
OPERATORS = {"approve", "reject", "resume", "pause"}


def after(step, route):
    """The step behind `step`, where `route` has the stage of it and of each behind it, null where one is skipped; None
    behind the last."""
    return next((step + further for further, stage in enumerate(route) if further and stage), None)


def step_of(cause):
    """The position of the step whose outcome has this id: `offer/1/6-go-live/1/completed`."""
    found = re.search(r"/(\d+)-[a-z-]+/\d+/[a-z]+$", cause)
    return int(found[1]) if found else None


def command(record):
    """Offer and id of a command; a bare document has the id of its place."""
    try:
        value = record.json()
    except (ValueError, TypeError, RecursionError):
        return None, None
    if not isinstance(value, dict):
        return None, None
    if "specversion" in value:
        return value.get("subject"), value.get("id")
    if "ce_id" in record.headers:
        return record.headers.get("ce_subject", record.key), record.headers["ce_id"]
    offer = value["offer"] if "command" in value else f"{value.get('publisher')}/{value.get('offer')}"
    return offer, f"{record.topic}/{record.partition}/{record.offset}"


def answers_command(entry):
    """Whether an entry is the one that tells what became of a command."""
    if entry["by"]["kind"] == "system":
        return False
    return entry["kind"] in ("submitted", "go-live-accepted", "canceled", "approved", "step-resumed", "step-rejected",
                            "support-requested", "command-refused", "paused", "resumed")


def mails(entry):
    """The mails that an entry makes, as (id, notice), in their order."""
    of_operator = entry.get("command") in OPERATORS
    notices = {
        "step-rejected": ["publisher rejected"], "preview-ready": ["publisher preview-ready"],
        "live": ["publisher live"], "canceled": ["publisher canceled"],
        "step-overdue": ["publisher overdue", "operator step-overdue"],
        "step-blocked": ["publisher delayed", "operator step-blocked"],
        "support-requested": ["publisher support-opened", "operator support-requested"],
        "approval-asked": ["operator approval-asked"],
        "command-refused": ["operator operator-refused" if of_operator else "publisher refused"],
    }
    if entry.get("answered"):
        return []
    # The load's offers have one address each.
    return [(f"{entry['id']}/{words.split()[0]}/1", words.split()[1]) for words in notices.get(entry["kind"], [])]


class Offer:
    """One offer, folded from its history. `at_least_once`: an outcome may come before the command that let it happen."""

    def __init__(self, key, processes, routes, at_least_once):
        self.key, self.processes, self.routes, self.at_least_once = key, processes, routes, at_least_once
        self.history, self.ends, self.phase, self.step = [], [], "idle", None
        self.process, self.stops, self.states, self.overdue = None, [], [], set()
        self.submissions, self.state, self.problems = 0, "NeverPublished", []
        self.preview, self.live, self.transitions = [], None, 0
        # Submissions that were ended while a worker had them: what it says afterwards is late.
        self.cut_short = set()
        self.is_paused = False

    def apply(self, entry):
        """Takes an entry; returns what is wrong with it."""
        kind, wrong = entry["kind"], []
        self.history.append(entry)
        # What is refused of an offer that never was leaves no row, so that nothing counts it.
        if kind != "command-refused" or self.transitions:
            self.transitions += 1
        if entry["sequence"] != self.transitions:
            wrong.append(f"{entry['id']} is entry {self.transitions} of its offer")
        if not self.allows(entry):
            wrong.append(f"{entry['id']}: {kind} while {self.phase}")
        if kind in ("paused", "resumed", "step-resumed"):
            self.is_paused = kind == "paused"
        if kind == "submitted":
            wrong += self.submit(entry)
        elif kind.startswith("step-") or kind in ("preview-ready", "approval-asked", "approved"):
            if self.step is None or entry.get("step", {}).get("index") != self.step:
                wrong.append(f"{entry['id']}: {kind} of step {entry.get('step')}, but the offer is at {self.step}")
            else:
                self.move(entry)
        elif kind in ("go-live-accepted", "live", "canceled"):
            self.move(entry)
        if kind != "command-refused" and entry["state"] != self.said_state(entry):
            wrong.append(f"{entry['id']}: says {entry['state']}, should be {self.said_state(entry)}")
        return wrong

    def allows(self, entry):
        if self.phase in LEGAL.get(entry["kind"], ()):
            return True
        # A later step's outcome completes the one that waits.
        return self.at_least_once and entry["kind"] == "step-completed" and self.phase in ("approval", "sign-off") \
            and (step_of(entry["cause"]) or 0) > self.step

    def submit(self, entry):
        self.submissions += 1
        self.state, self.problems, self.preview, self.overdue = "Running", [], [], set()
        event = self.routes.get(self.submission)
        if event is None:
            self.phase, self.step, self.states = "under way", None, []
            return [f"{self.submission} was submitted, and no stage was told"]
        self.process = event["process"]
        self.stops = [None] * event["step"] + event["route"]
        self.states = ["NotStarted" if stage else "Skipped" for stage in self.stops]
        self.enter(event["step"])
        wrong = [] if entry["submission"] == self.submissions else [f"{entry['id']}: should be of {self.submission}"]
        wrong += [] if entry["process"] == self.process else [f"{entry['id']}: the step follows {self.process}"]
        stages = [step["stage"] for step in self.processes.get(self.process, {"steps": []})["steps"]]
        if len(stages) != len(self.stops) or any(stop not in (None, stage) for stop, stage in zip(self.stops, stages)):
            wrong.append(f"{entry['id']}: goes to {self.stops}, but {self.process} has {stages}")
        return wrong

    @property
    def submission(self):
        return f"{self.key}/{self.submissions}" if self.submissions else None

    def enter(self, step):
        self.phase, self.step = "under way", step
        self.states[step] = "InProgress"

    def end(self, how, state):
        self.phase, self.state, self.is_paused = "ended", state, False
        self.ends.append(how)

    def move(self, entry):
        kind, step = entry["kind"], self.step
        if kind == "step-completed":
            self.states[step] = "Complete"
            following = after(step, self.stops[step:])
            if following is None:
                self.phase = "done"
            else:
                self.state = "Running"
                self.enter(following)
        elif kind == "live":
            self.preview, self.live = [], {"submission": self.submissions, "links": entry["links"]}
            self.end("live", "Succeeded")
        elif kind == "step-rejected":
            if entry["by"]["kind"] == "operator":
                self.cut_short.add(self.submission)
            self.states[step], self.problems = "Rejected", entry["problems"]
            self.preview = []
            self.end("failed", "Failed")
        elif kind == "canceled":
            self.cut_short.add(self.submission)
            self.states = [state if state == "Skipped" else "NotStarted" for state in self.states]
            self.step, self.preview, self.overdue = 0, [], set()
            self.end("canceled", "Canceled")
        elif kind == "step-blocked":
            self.phase, self.states[step] = "blocked", "Blocked"
        elif kind == "step-overdue":
            self.overdue.add(step)
        elif kind == "step-resumed":
            self.enter(step)
        elif kind == "preview-ready":
            self.phase, self.state, self.states[step] = "sign-off", "WaitingForPublisherReview", "WaitingForPublisherReview"
            self.preview = entry["links"]
        elif kind == "go-live-accepted":
            self.phase, self.state, self.states[step] = "passed", "Running", "InProgress"
        elif kind == "approval-asked":
            self.phase, self.states[step] = "approval", "WaitingForApproval"
        elif kind == "approved":
            self.phase = "passed"

    def said_state(self, entry):
        """An entry tells the state as it is behind it, save that a completed step is told before the next is entered."""
        return entry["state"] if entry["kind"] == "step-completed" else self.state

    def attention(self):
        """Who must act next."""
        if self.is_paused:
            return "paused"
        due = {"sign-off": "publisher", "approval": "approval", "blocked": "operator"}
        if self.phase == "ended":
            return "publisher" if self.state == "Failed" else "none"
        return due.get(self.phase) or ("overdue" if self.step in self.overdue and self.phase == "under way" else "none")

    def row(self):
        """What history says of the row; None where there is to be none."""
        return None if self.transitions == 0 else {
            "state": self.state, "attention": self.attention(), "submission": self.submissions, "process": self.process,
            "step": self.step if self.phase != "idle" else None, "steps": self.states, "problems": self.problems,
            "title": [entry["title"] for entry in self.history if entry["sequence"]][-1], "history": self.transitions,
            "preview": self.preview, "live": self.live}


def seen(status):
    """The same of a row as the coordinator keeps it."""
    live = status["live"]
    return {
        "state": status["state"], "attention": status["attention"], "submission": status["submission"],
        "process": status["process"], "step": status["step"],
        "steps": [step["state"] for step in status["steps"]],
        "problems": [problem for step in status["steps"] for problem in step["problems"]],
        "title": status["title"], "history": status["history"], "preview": status["previewLinks"],
        "live": live and {"submission": live["submission"], "links": live["links"]}}
