"""The machine that runs the benchmarks: programs, their processor time and memory, its load. Reads /proc alone."""

import json
import os
import pathlib
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILT = ROOT / ".build" / "bench"
SWIFT = ROOT / os.environ.get("OFFERS_BENCH_BUILD", ".build/release")
TICK = os.sysconf("SC_CLK_TCK")


def load():
    return float(open("/proc/loadavg").read().split()[0])


def processor(process):
    """Seconds of processor time so far, user and system. schedstat counts nanoseconds a thread; stat, ticks."""
    total = 0
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            pass
    fields = open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()
    # Threads that have ended are in stat only.
    return max(total / 1e9, (int(fields[11]) + int(fields[12])) / TICK)


def listener(port):
    """The process that listens on a TCP port of this machine; None where it is not here or not ours to see."""
    sockets = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for fields in map(str.split, open(table).readlines()[1:]):
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                sockets.add(f"socket:[{fields[9]}]")
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(file) in sockets for file in (process / "fd").iterdir()):
                return int(process.name)
        except OSError:
            pass
    return None


class Program:
    """A process of the benchmarks: started, watched, ended by its own id."""

    running = []

    @classmethod
    def stop_all(cls):
        """Ends what a failed run has left: it would join the groups of the next one."""
        for program in list(cls.running):
            program.stop(signal.SIGKILL)

    def __init__(self, words, environment=None, name=None):
        self.name = name or pathlib.Path(words[0]).name
        BUILT.mkdir(parents=True, exist_ok=True)
        self.log = open(BUILT / f"{self.name}.log", "w")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [str(word) for word in words], stdout=self.log, stderr=self.log, env={**os.environ, **(environment or {})})
        Program.running.append(self)

    def processor(self):
        return processor(self.process.pid)

    def memory(self):
        """Resident megabytes now and at the peak."""
        lines = dict(line.split(":", 1) for line in open(f"/proc/{self.process.pid}/status") if line.startswith("Vm"))
        return tuple(round(int(lines[key].split()[0]) / 1024, 1) for key in ("VmRSS", "VmHWM"))

    def check(self):
        if self.process.poll() is not None:
            raise SystemExit(f"{self.name} ended with {self.process.returncode}; see {self.log.name}")

    def stop(self, how=signal.SIGTERM):
        if self in Program.running:
            Program.running.remove(self)
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


class Broker:
    """The broker's address, and the tool's verbs at it."""

    def __init__(self, address, delivery):
        self.address = address
        self.delivery = delivery
        self.process = listener(int(address.rsplit(":", 1)[1]))

    def processor(self):
        """Seconds of the broker's processor time so far; None where it runs on another machine."""
        return processor(self.process) if self.process else None

    def tool(self, verb, watching=(), **options):
        """Runs a verb of the tool to its end; ends the run at once where a program that it waits for has ended."""
        words = [BUILT / "tool", verb, "--broker", self.address]
        for name, value in options.items():
            words += ["--" + name.replace("_", "-"), value]
        with subprocess.Popen(
                [str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            try:
                while running.poll() is None:
                    for program in watching:
                        program.check()
                    time.sleep(0.01)
            except SystemExit:
                running.kill()
                raise
            said, wrong = running.communicate()
        if running.returncode != 0:
            raise SystemExit(f"tool {verb}: {wrong.strip()}")
        return json.loads(said) if said.strip() else None
