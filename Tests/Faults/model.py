"""What an offer's history may be and what follows from it, as the oracle knows it: written from the specification, with
nothing of the coordinator in it. A history is folded line by line into the row that the coordinator should have."""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]

# kind: the phases in which it may happen, besides those a rule below adds.
LEGAL = {
    "submitted": {"idle", "ended"},
    "step-started": {"under way"},
    "step-completed": {"under way", "blocked", "passed"},
    "step-rejected": {"under way", "blocked", "approval", "sign-off"},
    "step-blocked": {"under way"},
    "step-overdue": {"under way", "blocked", "approval", "sign-off"},
    "step-resumed": {"blocked"},
    "paused": {"idle", "ended", "under way", "blocked", "approval", "sign-off"},
    "resumed": {"idle", "ended", "under way", "blocked", "approval", "sign-off"},
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


def profiles(folders=("Tests/Faults/profiles", "deploy/profiles")):
    found = {}
    for folder in folders:
        for path in (ROOT / folder).glob("*.json"):
            profile = json.loads(path.read_text())
            if "steps" in profile:
                found[profile["name"]] = profile
    return found


def after(route, step):
    """The stop behind `step` on a route like "0:validate-prerequisites 2:certify"; None behind the last."""
    later = [place for place in stops(route) if place > step]
    return min(later) if later else None


def stops(route):
    return [int(stop.split(":")[0]) for stop in route.split()]


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


def answers_command(line):
    """Whether a line is the one that tells what became of a command."""
    if line["by"] not in ("publisher", "operator"):
        return False
    return line["kind"] in ("submitted", "go-live-accepted", "canceled", "approved", "step-resumed", "step-rejected",
                            "support-requested", "command-refused", "paused", "resumed")


def mails(line):
    """The mails that a line makes, as (id, notice), in their order."""
    of_operator = line.get("command") in OPERATORS
    notices = {
        "step-rejected": ["publisher rejected"], "preview-ready": ["publisher preview-ready"],
        "live": ["publisher live"], "canceled": ["publisher canceled"],
        "step-overdue": ["publisher overdue", "operator step-overdue"],
        "step-blocked": ["publisher delayed", "operator step-blocked"],
        "support-requested": ["publisher support-opened", "operator support-requested"],
        "approval-asked": ["operator approval-asked"],
        "command-refused": ["operator operator-refused" if of_operator else "publisher refused"],
    }
    return [(f"{line['id']}/{words.split()[0]}", words.split()[1]) for words in notices.get(line["kind"], [])]


class Offer:
    """One offer, folded from its history."""

    def __init__(self, key, profiles, routes):
        self.key, self.profiles, self.routes = key, profiles, routes
        self.history, self.ends, self.phase, self.step = [], [], "idle", None
        self.submission, self.profile, self.route, self.states = None, None, "", []
        self.submissions, self.state, self.problems, self.links = 0, "NeverPublished", [], ([], [])
        # Submissions that were ended while a worker had them: what it says afterwards is late.
        self.cut_short = set()
        self.is_paused = False

    def apply(self, line):
        """Takes a line; returns what is wrong with it."""
        kind, wrong = line["kind"], []
        self.history.append(line)
        if line["sequence"] != len(self.history):
            wrong.append(f"{line['id']} is line {len(self.history)} of its offer")
        if kind not in LEGAL or self.phase not in LEGAL[kind]:
            wrong.append(f"{line['id']}: {kind} while {self.phase}")
        if kind in ("paused", "resumed", "step-resumed"):
            self.is_paused = kind == "paused"
        if kind == "submitted":
            wrong += self.submit(line)
        elif kind.startswith("step-") or kind in ("preview-ready", "approval-asked", "approved"):
            if self.step is None or line.get("step", {}).get("index") != self.step:
                wrong.append(f"{line['id']}: {kind} of step {line.get('step')}, but the offer is at {self.step}")
            else:
                self.move(line)
        elif kind in ("go-live-accepted", "live", "canceled"):
            self.move(line)
        if kind != "command-refused" and line["state"] != self.said_state(line):
            wrong.append(f"{line['id']}: says {line['state']}, should be {self.said_state(line)}")
        return wrong

    def submit(self, line):
        self.submissions += 1
        self.submission, self.state, self.problems, self.links = line["submission"], "Running", [], ([], [])
        event = self.routes.get(self.submission)
        if event is None:
            self.phase, self.step, self.states = "under way", None, []
            return [f"{self.submission} was submitted, and no stage was told"]
        self.route, self.profile = event["route"], event["profile"]
        places = range(len(self.profiles[self.profile]["steps"]))
        self.states = ["NotStarted" if place in stops(self.route) else "Skipped" for place in places]
        self.enter(stops(self.route)[0])
        wanted = f"{self.key}/{self.submissions}"
        return [] if wanted == self.submission else [f"{line['id']}: submission {self.submission}, should be {wanted}"]

    def enter(self, step):
        self.phase, self.step = "under way", step
        self.states[step] = "InProgress"

    def end(self, how, state):
        self.phase, self.state = "ended", state
        self.ends.append(how)

    def move(self, line):
        kind, step = line["kind"], self.step
        if kind == "step-completed":
            self.states[step] = "Complete"
            following = after(self.route, step)
            if following is None:
                self.phase = "done"
            else:
                self.state = "Running"
                self.enter(following)
        elif kind == "live":
            self.links = ([], line["links"])
            self.end("live", "Succeeded")
        elif kind == "step-rejected":
            if line["by"] == "operator":
                self.cut_short.add(self.submission)
            self.states[step], self.problems = "Rejected", line["problems"]
            self.links = ([], self.links[1])
            self.end("failed", "Failed")
        elif kind == "canceled":
            self.cut_short.add(self.submission)
            self.states = ["NotStarted"] * len(self.states)
            self.step, self.links = 0, ([], self.links[1])
            self.end("canceled", "Canceled")
        elif kind == "step-blocked":
            self.phase, self.states[step] = "blocked", "Blocked"
        elif kind == "step-resumed":
            self.enter(step)
        elif kind == "preview-ready":
            self.phase, self.state, self.states[step] = "sign-off", "WaitingForPublisherReview", "WaitingForPublisherReview"
            self.links = (line["links"], [])
        elif kind == "go-live-accepted":
            self.phase, self.state, self.states[step] = "passed", "Running", "InProgress"
        elif kind == "approval-asked":
            self.phase, self.states[step] = "approval", "WaitingForApproval"
        elif kind == "approved":
            self.phase = "passed"

    def said_state(self, line):
        """A line tells the state as it is behind it, save that a completed step is told before the next is entered."""
        return line["state"] if line["kind"] == "step-completed" else self.state

    def row(self):
        """What history says of the row."""
        return {
            "offer": self.key, "state": self.state, "submission": self.submission, "profile": self.profile,
            "currentStep": self.step if self.phase != "idle" else None, "steps": self.steps(), "problems": self.problems,
            "title": self.history[-1]["title"], "submissions": self.submissions, "transitions": len(self.history),
            "previewLinks": self.links[0], "liveLinks": self.links[1]}

    def steps(self):
        if self.profile is None:
            return []
        return [[step["stage"], state] for step, state in zip(self.profiles[self.profile]["steps"], self.states)]


def seen(status):
    """The same of a row as the coordinator keeps it."""
    return {
        "offer": f"{status['publisher']}/{status['offer']}", "state": status["state"],
        "submission": status.get("submission"), "profile": status.get("profile"),
        "currentStep": status.get("currentStep"),
        "steps": [[step["stage"], step["state"]] for step in status["steps"]],
        "problems": [problem for step in status["steps"] for problem in step["problems"]],
        "title": status["title"], "submissions": status["memory"]["submissions"],
        "transitions": status["memory"]["transitions"], "previewLinks": status["previewLinks"],
        "liveLinks": status["liveLinks"]}
