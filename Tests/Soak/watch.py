"""Looks at the processes of the pipeline once a second: what memory each takes, and whether it is still the same one."""
import os
import re
import signal
import threading


class Watch:
    def __init__(self, folder, limit):
        self.folder = folder
        self.limit = limit
        self.seen = {}
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.ended.wait(1):
            for pid, name in self.children():
                peak, restarts, before = self.seen.get(name, (0, 0, pid))
                now = self.memory(pid)
                if now > self.limit:
                    # As the kernel does at the limit of a container.
                    os.kill(pid, signal.SIGKILL)
                self.seen[name] = (max(peak, now), restarts + (pid != before), pid)

    def stop(self):
        self.ended.set()
        self.thread.join()
        return {name: (peak, restarts) for name, (peak, restarts, _) in self.seen.items()
                if name not in ("offer-broker", "clamd", "run")}

    def children(self):
        """The programs that this folder's supervisor has started."""
        try:
            parent = int((self.folder / "supervisord.pid").read_text())
        except (OSError, ValueError):
            return
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                status = open(f"/proc/{entry}/status").read()
                if int(re.search(r"^PPid:\s+(\d+)", status, re.M)[1]) == parent:
                    yield int(entry), os.path.basename(os.readlink(f"/proc/{entry}/exe"))
            except (OSError, TypeError):
                continue

    @staticmethod
    def memory(pid):
        try:
            found = re.search(r"^VmRSS:\s+(\d+) kB", open(f"/proc/{pid}/status").read(), re.M)
        except OSError:
            return 0
        return int(found[1]) << 10 if found else 0
