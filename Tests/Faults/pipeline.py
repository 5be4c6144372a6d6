"""The pipeline's real executables as processes, and a supervisor that starts again whatever ends. Ends only what it started."""

import collections
import os
import pathlib
import signal
import subprocess
import threading
import time

import records

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The coordinator, the notifier and the sign-off do their own work; at the other stages the work is nothing or a fault.
KEYED = ["offer-coordinator", "offer-notifier", "publisher-sign-off"]
STAGES = [stage for stage in records.STAGES if stage != "publisher-sign-off"]
EVERYBODY = KEYED + STAGES


class Worker:
    """One instance of a worker: a name for life, a process for now."""

    def __init__(self, pipeline, name, number):
        self.pipeline, self.name, self.number, self.programs = pipeline, name, number, pipeline.programs
        self.process, self.wanted, self.exits, self.began = None, False, [], 0
        self.once = {}
        self.log = pathlib.Path(pipeline.log or pipeline.folder / f"{name}-{number}.log")

    def start(self, **once):
        """`once`: settings for this start alone."""
        self.wanted, self.began = True, time.monotonic()
        program = self.name if self.name in KEYED else "fault-stage"
        environment = {**self.pipeline.environment(self), **once, **self.once}
        self.once = {}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.programs / program], env=environment, stdout=log, stderr=log,
                                            cwd=self.pipeline.folder)

    @property
    def runs(self):
        return self.process is not None and self.process.poll() is None

    @property
    def hears(self):
        """Whether it has got hold of SIGTERM; before that, in its first moments, the signal ends it unheard."""
        try:
            for text in open(f"/proc/{self.process.pid}/status"):
                if text.startswith("SigBlk"):
                    return bool(int(text.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
        except OSError:
            pass
        return False

    def kill(self, how=signal.SIGKILL):
        if self.runs:
            self.process.send_signal(how)
            return True
        return False

    def stop(self, patience=20):
        """SIGTERM; returns exit status and seconds, status None where it had to be killed."""
        self.wanted, began = False, time.monotonic()
        if not self.runs:
            return 0, 0
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(patience), time.monotonic() - began
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None, time.monotonic() - began

    def said(self, words):
        return self.log.exists() and words in self.log.read_text(errors="replace")

    def memory(self):
        """Resident megabytes."""
        for text in open(f"/proc/{self.process.pid}/status"):
            if text.startswith("VmRSS"):
                return int(text.split()[1]) / 1024
        return 0


class Pipeline:
    """All workers; `settings` are environment variables for each."""

    def __init__(self, broker, folder, programs, delivery="exactly-once", membership="dynamic", instances=None, settings=None,
                 mixed=False, log=None, groups="classic"):
        self.broker, self.folder, self.programs = broker, pathlib.Path(folder), pathlib.Path(programs)
        self.delivery, self.membership, self.settings = delivery, membership, settings or {}
        self.mixed = mixed  # Every other worker static.
        self.groups = groups  # The protocol of groups; in "mixed" ones every other worker has that of KIP-848.
        self.log = log
        self.folder.mkdir(parents=True, exist_ok=True)
        self.exits = collections.Counter()
        self.workers = [Worker(self, name, number) for name in EVERYBODY
                        for number in range(1, (instances or {}).get(name, 1) + 1)]
        self.watching = threading.Event()

    def environment(self, worker):
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith(("OFFERS_", "KAFKA_CLIENT_"))}
        stage = {} if worker.name in KEYED else {"OFFERS_FAULT_STAGE": worker.name}
        odd = worker in self.workers and self.workers.index(worker) % 2
        static = self.mixed and odd
        # A killed member is missed after 6 s, the least that brokers allow by default, instead of 45.
        group = {"KAFKA_CLIENT_SESSION_TIMEOUT_MS": "6000", "KAFKA_CLIENT_HEARTBEAT_INTERVAL_MS": "2000"}
        if self.groups == "consumer" or self.groups == "mixed" and odd:
            # There the broker decides (group.consumer.session.timeout.ms).
            group = {"KAFKA_CLIENT_GROUP_PROTOCOL": "consumer"}
        return {
            **clean, "OFFERS_BROKER": self.broker, "OFFERS_DELIVERY": self.delivery,
            "OFFERS_MEMBERSHIP": "static" if static else self.membership,
            "OFFERS_INSTANCE": f"{worker.name}-{worker.number}",
            "OFFERS_PROFILES": str(ROOT / "Tests/Faults/profiles"), "OFFERS_DATA_DIR": str(self.folder),
            "OFFERS_LOG_LEVEL": "warning", "OFFERS_TRIES": "3", "OFFERS_RETRY_BASE_MS": "100",
            **group, **stage, **self.settings}

    def start(self):
        for worker in self.workers:
            worker.start()
        self.watching.set()
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        """The supervisor: what ended and is wanted is started again, after 0.3 s at least."""
        while self.watching.is_set():
            for worker in self.workers:
                if worker.wanted and not worker.runs and time.monotonic() - worker.began > 0.3:
                    status = worker.process.returncode
                    worker.exits.append(status)
                    self.exits[status] += 1
                    worker.start()
            time.sleep(0.05)

    def of(self, name):
        return [worker for worker in self.workers if worker.name == name]

    def stop(self):
        """Returns the workers that did not end with 0 within 20 s."""
        self.watching.clear()
        time.sleep(0.1)
        for worker in self.workers:
            worker.kill(signal.SIGCONT)
            worker.wanted = False
            worker.kill(signal.SIGTERM)
        return [f"{worker.name}-{worker.number}: {status}" for worker in self.workers
                for status in [worker.stop()[0]] if status != 0]
