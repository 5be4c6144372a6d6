#!/usr/bin/env python3
"""Image bytes beside what an engineer would use, in one run: wall time, processor time, memory, bytes sent.

  images.py PROGRAM [--small] [--runs N] [--write PAGE]   PROGRAM is image-mover; --small: whether it runs, in seconds

Runs take turns, and the best of each counts. Peers that are not installed are left out and named. Figures go to
.build/bench/images.json, and with --write into PAGE, below its mark.
"""
import argparse, json, os, platform, shutil, signal, subprocess, sys, tempfile, threading, time, urllib.request

import disks, goals, rival

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.normpath(os.path.join(HERE, '../../..'))


class Peak:
    """Watches the most memory that a process has had. Its usage as the kernel counts it has that of the program that started it."""

    def __init__(self, process):
        self.path, self.kib, self.done = f'/proc/{process}/status', 0, threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        while not self.done.wait(0.005):
            try:
                with open(self.path) as status: lines = status.readlines()
            except OSError: return
            self.kib = max([self.kib] + [int(line.split()[1]) for line in lines if line.startswith('VmHWM')])

    def end(self):
        self.done.set()
        self.thread.join()
        return self.kib


class Bench:
    def __init__(self, program, folder, runs):
        self.program, self.folder, self.runs = os.path.abspath(program), folder, runs
        self.missing, self.rows = set(), {}

    def file(self, name): return os.path.join(self.folder, name)

    def measure(self, command, clear=()):
        """Seconds, processor seconds and peak KiB of a command with its children; None if its program is not there."""
        if not shutil.which(command[0]):
            self.missing.add(command[0])
            return None
        for path in clear: shutil.rmtree(path, True) if os.path.isdir(path) else os.path.exists(path) and os.remove(path)
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self.folder)
        peak = Peak(child.pid)
        said = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode: sys.exit(f'{command[0]} failed: {said.decode(errors="replace")[-500:]}')
        return {'seconds': seconds, 'cpu': usage.ru_utime + usage.ru_stime, 'kib': peak.end()}

    def compare(self, name, contestants, clear=(), after=lambda: {}):
        """Runs each in turn, so often; the best of each. `after` says more of a run."""
        best = {}
        for _ in range(self.runs):
            for who, command in contestants.items():
                found = self.measure(command, clear) if isinstance(command, list) else command()
                if found is None: continue
                found |= after()
                if who not in best or found['seconds'] < best[who]['seconds']: best[who] = found
        self.rows[name] = best
        for who, found in best.items():
            print(f'  {name:34} {who:22} {found["seconds"]:7.2f} s {found["cpu"]:7.2f} s cpu {found["kib"] >> 10:5} MiB', flush=True)

    def download(self, size):
        source = self.file('source')
        disks.make(source, size)
        with rival.Web(source) as web:
            target = self.file('target')
            clear = [target, target + '.partial', target + '.download', target + '.aria2']
            until = 'for i in $(seq 40); do curl -sf -C - -o target "$0" && exit 0; done; exit 1'
            for name, url in (('download', web.file), ('download, 50 ms', web.delayed), ('download, cut ten times', web.cut)):
                aria = ['aria2c', '-q', '-x4', '-s4', '-k1M', '--file-allocation=none', '--max-tries=0', '--retry-wait=0',
                        '--allow-overwrite=true', '-d', self.folder, '-o', 'target', url]
                self.compare(name, {'ours': [self.program, 'fetch', url, target], 'aria2c': aria,
                                    'curl': ['bash', '-c', until, url]}, clear, web.sent)
            self.certification(web, target, clear)

    def certification(self, web, target, clear):
        disk = self.file('source')
        self.compare('certification', {'ours': [self.program, 'certify', disk], 'openssl': ['openssl', 'dgst', '-sha256', disk]})
        clamd = rival.Clamd(self.folder, TOP)
        if not clamd.start(): return self.missing.add('clamd')
        scanner = 'unix:' + clamd.socket
        try:
            self.compare('certification with a scan', {
                'ours': [self.program, 'certify', disk, scanner],
                'bare client': [sys.executable, HERE + '/rival.py', disk, clamd.socket, '4'],
                'clamdscan': clamd.multiscan(disk)})
            after = '"$0" fetch "$1" "$2" > /dev/null && "$0" certify "$2" "$3"'
            self.compare('download and scan', {
                'ours': [self.program, 'receive', web.file, target, scanner],
                'the scan alone': [self.program, 'certify', disk, scanner],
                'one after another': ['bash', '-c', after, self.program, web.file, target, scanner]}, clear)
        finally: clamd.stop()

    def copies(self):
        disk, store, copy = self.file('source'), self.file('store'), self.file('copy')
        self.compare('copy to a directory', {
            'ours': [self.program, 'copy', disk, 'file://' + store],
            'cp, sha256sum': ['bash', '-c', 'sha256sum "$0" && cp --reflink=auto --sparse=always "$0" copy && sync copy && sha256sum copy', disk],
            'rclone': ['bash', '-c', 'sha256sum "$0" && rclone copyto "$0" copy && sync copy && sha256sum copy', disk]
            if shutil.which('rclone') else ['rclone']}, [store, copy])

    def pages(self, size):
        disk = self.file('sparse')
        disks.make(disk, size, 0.05)
        with rival.Cloud(self.folder, TOP) as cloud:
            self.compare('page blob, 5 % data', {'ours': [self.program, 'copy', disk, cloud.container, cloud.ca]},
                         after=lambda: {'sent': cloud.pages() * 512, 'size': size})

    def regions(self, size):
        sparse, solid = self.file('sparse'), self.file('solid')
        disks.make(sparse, size, 0.05)
        disks.make(solid, size // 20 >> 20 << 20)
        stores = [self.file(name) for name in ('certified', 'a', 'b', 'c', 'd')]
        addresses = ['file://' + one for one in stores]
        self.compare('certified, four regions, 5 % data', {
            'ours': [self.program, 'regions', sparse] + addresses,
            'its data alone': [self.program, 'regions', solid] + addresses,
            'openssl, once': ['openssl', 'dgst', '-sha256', sparse]}, stores)


def main():
    options = argparse.ArgumentParser()
    options.add_argument('program')
    options.add_argument('--small', action='store_true')
    options.add_argument('--write')
    options.add_argument('--runs', type=int, default=3)
    options = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    load = os.getloadavg()[0]
    folder = tempfile.mkdtemp(prefix='images-')
    bench = Bench(options.program, folder, 1 if options.small else options.runs)
    mib = 1 << 20
    try:
        bench.download((16 if options.small else 1024) * mib)
        bench.copies()
        bench.pages((40 if options.small else 1024) * mib)
        bench.regions((80 if options.small else 8192) * mib)
    finally: shutil.rmtree(folder, True)
    machine = {'cores': os.cpu_count(), 'runs': bench.runs, 'load before': round(load, 1), 'load after': round(os.getloadavg()[0], 1),
               'kernel': platform.release(), 'missing': sorted(bench.missing)}
    os.makedirs(TOP + '/.build/bench', exist_ok=True)
    with open(TOP + '/.build/bench/images.json', 'w') as file: json.dump({'machine': machine, 'rows': bench.rows}, file, indent=1)
    table = goals.table(bench.rows, machine)
    print(table)
    if options.write: goals.write(options.write, table)


main()
